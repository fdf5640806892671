"""List the words that decide whether a capitalised word can be a name: cues, surnames, and what is never a name."""

from typing import Final


def listed(words: str) -> frozenset[str]:
    """Return the words of a list that is written as running text."""
    return frozenset(words.split())


PERSON_CUES: Final = listed(
    """
hr herr fru frk frøken mr mrs ms miss dr doktor prof professor advokat advokaten læge lægen overlæge tandlæge psykolog
sygeplejerske sygeplejersken sosu-assistent socialrådgiver socialrådgiveren rådgiver rådgiveren pædagog pædagogen
lærer læreren sagsbehandler sagsbehandleren borger borgeren borgers borgerens klient klienten patient patienten elev
eleven barn barnet dreng drengen pige pigen datter datteren søn sønnen søster søsteren bror broren broderen mor moren
moderen far faren faderen forælder forælderen mormor farmor morfar farfar plejemor plejefar plejebarn plejebarnet
stedfar stedmor bonusfar bonusmor ægtefælle ægtefællen mand manden kone konen hustru hustruen kæreste kæresten
samlever samleveren ekskone eksmand kollega kollegaen kollegaer kolleger leder lederen chef chefen medarbejder
medarbejderen ansat ansatte sekretær sekretæren vikar vikaren praktikant elever søskende nabo naboen værge værgen
bisidder bisidderen partsrepræsentant kontaktperson kontaktpersonen støtteperson ven vennen veninde ansøger ansøgeren
afdøde part parten person personen kunde kunden beboer beboeren familie familien ægteparret citizen client colleague
manager boss doctor nurse teacher child son daughter mother father sister brother husband wife neighbour neighbor
employee guardian friend hedder hed kaldes navn navnet fornavn efternavn named called name
    """
)
"""Words after which a capitalised word is a person's name."""

SIGN_OFFS: Final = listed("mvh hilsen hilsner vh kh bh regards sincerely underskrevet undertegnede")
GREETINGS: Final = listed("hej kære hejsa hello hi dear goddag halløj tak thanks")

WEAK_CUES: Final = listed(
    """
for på til fra om med af hos efter ved vedr vedrørende ang angående mellem og eller samt at når hvis som er bag mod
imod end inkl give giv giver få ringe ringer ring spørge spørg spurgt kontakt kontakte kontakter tildele tildel
tildeler fjerne fjern oprette opret sagen sag sager mappen mappe journalen dokumentet mail mailen brev brevet notat
referat of from about to with and or when if does ask call contact that than the
    """
)
"""Words after which two capitalised words, or a lower-case given name, are a person's name."""

PARTICLES: Final = listed("van von der de den du la le da di dos del della el al bin ibn bint abu ben ter ten zu y e")

SURNAMES: Final = listed(
    """
axelsen akselsen gabrielsen abelsen emanuelsen
jensen nielsen hansen pedersen andersen christensen larsen sørensen rasmussen jørgensen petersen madsen kristensen
olsen thomsen christiansen poulsen johansen knudsen mortensen jakobsen jacobsen mikkelsen olesen frederiksen laursen
henriksen eriksen lauritsen lauridsen simonsen svendsen andreasen iversen jeppesen vestergaard østergaard mogensen
jespersen nissen jepsen bertelsen clausen kristiansen carlsen davidsen danielsen gregersen hermansen ibsen isaksen
karlsen klausen kristoffersen christoffersen bendtsen bendsen berthelsen mathiesen mathiasen matthiesen michaelsen
michelsen nicolaisen nikolajsen pallesen paulsen philipsen samuelsen steffensen sivertsen sigurdsen thorsen thygesen
tobiasen torstensen toft villadsen willumsen ovesen overgaard nørgaard kjærgaard søndergaard dalgaard damgaard
bjerregaard lindegaard skovgaard nygaard kirkegaard thorup mølgaard refsgaard korsgaard hedegaard nedergaard bundgaard
ladegaard hjorth schmidt møller kjær winther juhl bech lassen lorenzen lorentzen lorentsen jochumsen joensen josefsen
juulsen jessen hemmingsen hendriksen holgersen ingvardsen ingvartsen kjeldsen krogsgaard kaspersen laugesen matzen
momsen munksgaard nymann petersson svensson johansson andersson larsson nilsson eriksson olsson persson gustafsson
hussein ahmed mohamed ali hassan nguyen yilmaz kaya demir celik sahin yildiz öztürk ozturk aydin arslan dogan kilic
aslan kurt koc ozdemir polat korkmaz khan hussain malik iqbal shah begum warsame abdi farah nur hersi jama kowalski
kowalska nowak wisniewski popescu ionescu popa kovac novak petrovic jovanovic nikolic hoxha krasniqi berisha smith
jones brown taylor wilson johnson williams müller schneider fischer weber
    """
)
"""Surnames that are no ordinary word: capitalised they are a name by themselves."""

SOFT_SURNAMES: Final = listed(
    """
holm lund berg bach beck bek bjerg skov dam dahl dal lind lang lange friis fries krogh krog kruse koch brandt bruun
brun buch buhl bang bay frost gram gade hald holst hviid høj høgh juul juel kofoed krag kragh lykke munk munch mørk
møller nygård overgård poulin ravn riis rohde rosenberg roed schou skou skovby stokholm storm strand søgaard sommer
termansen tang tran thrane toft vang vinther voss wolff wind winter worm wulff østergård kjærulff bak bagger ankersen
bonde boysen brix bøgh bøgelund ebbesen espersen fisker glerup hagen haugaard hede hjort hove husum kaae kehlet klit
lauritzen leth lindholm lundgaard lundsgaard nørby
    """
)
"""Surnames that are also words or towns: they count beside a given name."""

NOT_SURNAMES: Final = listed(
    """
adressen processen prisen kassen klassen rejsen krisen interessen balancen indsatsen pulsen fasen grænsen diagnosen
analysen basen passagen pausen posen vasen hilsen lysen elsen essensen hypotesen lisen linsen messen masten missen
mosen musen oasen pensen plussen pressen prognosen præcisen rosen rusen russen sansen sensen skitsen stilen tesen
tilpassen trossen tvillingesen visen ydelsen øresen ansøgelsen afgørelsen udtalelsen henvendelsen undersøgelsen
bevægelsen begivenheden kompetencen konferencen licensen konsekvensen relevansen hensen adressesen kursen bussen
boksen indeksen taksen syntaksen praksisen fælleskassen grundprisen husesen glassen passen essen sygdommen
kommunalbestyrelsen bestyrelsen styrelsen direktionssen ledelsen opholdstilladelsen tilladelsen bevillingssen
anvendelsen behandelsen forståelsen oplevelsen størrelsen betydelsen hændelsen følelsen skrivelsen bekendtgørelsen
forkyndelsen lejesen foranstaltelsen oprettelsen sletelsen forelæggelsen begrundelsen bedømmelsen klassifikationssen
indstillingssen listesen rammesen kriminalforsorgsen vedtagelsen
    """
)
"""Ordinary words in -sen."""

NOT_NAMES: Final = (
    PERSON_CUES
    | SIGN_OFFS
    | GREETINGS
    | WEAK_CUES
    | listed(
        """
sygehus sygehuset hospital hospitalet lillebælt aktiv midtbyen citrix workspace
jeg du han hun vi i de den det der dette denne disse min mit mine din dit dine sin sit sine hans hendes vores jeres
deres man mig dig ham hende os jer dem sig en et ét nogen noget nogle ingen intet alle alt al hver hvert begge anden
andet selv samme sådan egen hvad hvem hvor hvordan hvornår hvorfor hvilken hvilket hvilke hvis hvorhen hvortil
hvorvidt hvoraf så da nu her dér ikke også kun bare blot dog endnu igen altid aldrig ofte måske gerne måtte må kan
kunne skal skulle vil ville bør burde er var har havde bliver blev været blevet får fik gør gjorde siger sagde ved
vidste tror mener synes mangler skriver ringer kommer går står ligger sidder findes finder sender modtager modtog
sendte passer gælder hører bruger betyder kræver hedder virker hjælper hjælp find vis send luk åbn slet ret flyt gem
opret skriv læs se sæt tag lav brug husk forklar fortæl journaliser journalisér arkiver kasser registrer tjek tilføj
hent giv ring spørg kontakt bed få vælg klik log download upload print kopier del men fordi siden mens før inden under
over uden om indtil trods ja nej ok okay velkommen undskyld venligst venlig venlige med bedste kærlig god godt goddag
godmorgen morgen dag aften nat uge måned år time minut haster vigtigt obs nb ps vedhæftet hermed ad kl nr stk pkt jf
jfr mht ift iht fx f.eks bl.a ca evt inkl osv mv dvs man's who what when where which why how whose can could should
would may might must do does did is are was were has have had will shall i'm i'd i've i'll it he she we they you me
him us them my your his its our their this that these those there here not no yes please thank thanks sorry good
morning help tell show open close delete move need want get let a an the in on at by as so but because before after
while any some all both every new old danish english act law rule rules right rights mandag tirsdag onsdag torsdag
fredag lørdag søndag januar februar marts april juni juli september oktober november december monday tuesday wednesday
thursday friday saturday sunday january february march june july october jul påske pinse nytår sommerferie ferie
weekend fødselsdag grundlovsdag kolding vejle fredericia haderslev odense aarhus århus københavn aalborg ålborg
esbjerg aabenraa sønderborg tønder varde billund middelfart vamdrup lunderskov christiansfeld horsens silkeborg viborg
randers herning roskilde danmark danmarks dansk danske grønland færøerne sverige norge tyskland polen tyrkiet syrien
ukraine england jylland sønderjylland fyn sjælland bornholm trekantområdet eu europa europæiske nordisk region
regionen syddanmark midtjylland nordjylland hovedstaden sydbank kommune kommunen kommunens kommuner kommunal stat
staten statens byråd byrådet udvalg direktion borgmester borgmesteren folketinget folketingets ombudsmand ombudsmanden
ombudsmandens regeringen minister ministeriet domstol retten byretten landsretten højesteret politiet politi
fogedretten skifteretten statsforvaltningen familieretshuset ankestyrelsen datatilsynet rigsarkivet stadsarkivet
stadsarkiv landsarkivet udbetaling atp skat skattestyrelsen nævnet klagenævnet arbejdstilsynet børnerådet
rigsrevisionen kmd kombit borgerservice jobcenter jobcentret jobcenteret sundhed sundheds social socialt sociale børn
barnets børne unge ungdom ældre senior voksen voksne handicap psykiatri familieafdelingen beskæftigelse arbejdsmarked
uddannelse skole skoler skolen dagtilbud børnehave vuggestue dagpleje sfo plejehjem plejecenter bosted bostedet
hjemmepleje hjemmeplejen sygepleje hjemmesygeplejen visitation visitationen sundhedsplejen sundhedspleje tandpleje
tandplejen ppr kultur fritid teknik miljø plan byg byggesag natur vej park trafik økonomi løn personale hr
digitalisering digital digitale digitalt post stab stabe sekretariat sekretariatet team teams center centret centeret
afdeling afdelingen forvaltning forvaltningen område området enhed enheden kontor kontoret ledelse ledelsen support
servicedesk helpdesk superbruger superbrugere superbrugeren systemejer systemejeren systemansvarlig systemansvarlige
systemadministrator sagsansvarlig koordinator koordinatoren koordinatorer netværk netværket rolle roller administrator
brugere brugeren dpo databeskyttelsesrådgiver databeskyttelsesrådgiveren borgerrådgiver borgerrådgiveren jurist
juristen arkivar arkivaren konsulent konsulenten myndighed myndigheden udfører leverandør leverandøren ansvarlig lov
loven lovens lovgivning forvaltningsloven offentlighedsloven arkivloven sundhedsloven serviceloven persondataloven
databeskyttelsesloven databeskyttelsesforordningen forordningen persondataforordningen grundloven bekendtgørelse
bekendtgørelsen cirkulære vejledning vejledningen paragraf kapitel afsnit lbk stykke artikel bilag gdpr esdh kle sbsys
cpr cvr cpr-nr cpr-nummer ssn sagen sagens sager sagerne sag sags-id sagsnummer sagsnr journal journalen journalnotat
journalnummer journalisering journaliseringspligt notat notater notatet notatpligt dokument dokumenter dokumentet
dokumentation mail mails e-mail email brev breve referat referater aktindsigt akt akter arkiv arkivet arkivering
kassation bevaring facet emne emneord titel part parter frist frister høring partshøring afgørelse afgørelsen klage
klagen underretning fuldmagt samtykke ansøgning ansøgningen handleplan lægeerklæring erklæring erklæringen kontrakt
faktura budget regnskab telefon telefonnummer mobil sms chat besked adresse adressen navn konto system systemet
fagsystem adgang login kode adgangskode password fejl fejlkode fane fanen menu knap mappe felt skabelon rapport
version opdatering windows microsoft office word excel outlook onedrive sharepoint adobe pdf acrobat google chrome
edge firefox slack zoom iphone android aula borger.dk mitid nemid nemlog-in facebook messenger linkedin instagram
chatgpt copilot intranet intranettet internet case cases document documents record records citizen citizens
municipality data protection agency access public archive archives archiving retention journalise register letter
phone file files folder note notes question answer bot botten robot chatbot assistent venner gruppe hold projekt
aftale møde mødet dagsorden punkt beslutning proces opgave opgaver spørgsmål svar emner tak måden
    """
    )
) - listed("maj liv ask dag hans sine")
"""Words that are never part of a name, folded."""
