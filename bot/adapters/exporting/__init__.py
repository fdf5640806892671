"""Write the statistics as files that other programs open: a workbook, and a database of aggregates."""
