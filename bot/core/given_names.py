"""List the given names that people in Denmark carry, folded: lower-case and without accents (æ, ø and å stay).

Written by hand for the redaction (`bot/core/privacy`). Completeness is not possible: names that are missing here are
still found after a cue, before a surname or beside a CPR number. To add a name, write it folded; when it is also a word
that people write ('mark', 'bo', 'hans'), add it to `_ALSO_WORDS` too.
"""

from typing import Final

_DANISH_WOMEN = """
aase agnes agnete alberte alma alva amalie amanda andrea ane anette anita anja ann anna annabell anne annelise
annemarie annemette annette anni annie annika antonia arendse asta astrid augusta barbara beate benedicte benedikte
benita bente berit berta bertha bettina betty birgit birgitte birte birthe bitten bodil brit britt britta camilla
carina carla carmen carolina caroline cathrine catrine cecilia cecilie celina celine charlotte christa christel
christiane christina christine clara claudia connie conny cornelia dagmar dagny daniella debora diana dina ditte dora
doris dorit dorte dorthe dorthea ea ebba ebbe edel edith elena eleonora eleonore elin elina elinor elisa elisabeth
elise ella elle ellen ellinor elly elna elsa else elsebeth elva elvira emilie emily emma emmy erika erna ester esther
eva evelyn fanny felicia fie filippa flora frederikke freja freya frida frigg gerd gerda gertrud gitte gloria grete
grethe gro gry gudrun gunhild gunvor gurli gyda hanna hannah hanne hedda hedvig heidi helen helena helene helga helle
henny henriette herdis hilda hilde hildur hjordis iben ida ilse ina inga inge ingeborg ingelise inger ingerlise ingrid
irene iris irma isa isabel isabella isabelle iselin jane janne jannie jasmin jeanette jeanne jenna jennifer jenny
jessica jette joan johanna johanne jonna josefine josephine judith julia juliane julie jytte kaja kamilla kamma karen
karin karina karla karna karoline katarina kate kathe kathrine katinka katja katrine kersti kerstin kira kirsa kirsten
kirstine kit kitte klara kristel kristiane kristina kristine laila lara laura laurine lea leila lena lene leonora
lerke lilian lilje lilli lillian lilly lina linda line linea linn linnea lis lisa lisbet lisbeth lise liselotte lissi
lissy liv liva livia liza lizette lone lonni lonnie lotte louisa louise lucia lucy luna lydia lærke mai maibrit
maibritt maiken maj maja majbrit majbritt majken malene malin malou manja maren margit margot margrethe maria mariane
marianna marianne marie marina marlene martha martine mary mathilda mathilde matilde maya melanie melina melissa
merete merle meta mette mia michala michella michelle mie mikala mikkeline milla mille mimi minna mira miriam molly
mona monica monika my nadia nadja naja nana nanna natalia natalie natasha natasja nelly nete nicole nicoline nikoline
nille nina nora norma oda odette olga oline olivia patricia paula pauline penille pernille petra petrea pia pil
ragnhild rakel rebecca rebekka regina regitze rie rigmor rikke rita ronja rosa rosalina rose rosemarie runa ruth
sabina sabine sabrina saga sally samantha sandra sanna sanne sara sarah selma sidsel sif signe sigrid silje silke
silla silvia simone sine siri sissel siv smilla sofia sofie sol solveig solvej sonia sonja sophia sophie stefanie
stella stephanie stina stine sus susan susanna susanne suzanne svea sylvia sørine tabita tanja tatjana tea tenna thea
thelma theresa therese thilde thit thora thyra tilda tilde tina tine tinne tone tora tove trine trudi tulle ulla
ulrika ulrikke ursula valborg vanessa vera veronica veronika vibe vibeke vicky victoria vigga viktoria vilja vilma
viola violet virginia vita vivi vivian viviane wilma winnie ylva yrsa yvonne åse
"""

_DANISH_MEN = """
aage abel adam adrian aksel albert alberto aleksander alex alexander alf alfi alfons alfred allan alvin anders andre
andreas anker ansgar anton antonius ari arne arnold aron arthur arvid asbjørn asger ask asmus august axel bastian ben
bendt bengt benjamin benno benny bent bernhard bernt bertel bertil bertold bertram bill birger birk bjarke bjarne
bjørk bjørn bo bob boe boris bork brian bruno børge carl carlo carsten casper charles charlie chris christer christian
christoffer christopher claes claus clemens clement conrad cristian dag dan daniel danni danny david dean dennis denny
detlef dines ditlef ditlev ditmer dominic dorian eddie eddy edmund edvard edwin egil egon eigil eigild eik einar einer
ejgil ejlif ejnar ejner ejvind elias elliot elliott ellis elmer elof elton elvin emanuel emil enok eric erik erland
erling ernst erwin esben eske eskil eskild evald evan ewald fabian falke felix ferdinand filip finn flemming florian
folmer frank franz fred frede frederik fredrik frej fritz frode gabriel georg george gerhard gert gilbert glen glenn
gorm gottfrid gregers gunnar gunner gustaf gustav haakon hagen hakon halfdan hannibal hans harald hardy harry hartvig
hector helge helmer helmut hemming henning henrik henry herbert herluf herman hermann hjalmar holger hother hubert
hugo håkan håkon ib ingemann ingmar ingolf ingvar ivan ivar iver jack jacob jakob james jan jannich jannick jannik
janus jarl jarle jason jasper jean jeff jens jeppe jeremy jerik jes jesper jim jimmi jimmy joachim joakim joel johan
johannes john johnni johnny jon jonas jonatan jonathan jonni josef joseph joshua josva julian julius justin jutta
jørgen jørn kai kaj kalle karl karlo karsten kasper ken kenn kennet kenneth kenni kenny kent kevin kian kim kjartan
kjeld kjell klaus knud knut konrad konstantin kresten kris kristen kristian kristoffer kurt kåre lars lasse lauge
laurids laurits lauritz laust lave leander leif lennart leo leon leonard leonardo levi lorens lorenz louie louis luca
lucas ludvig luis luka lukas lyder mads magne magnus malte marc marcus marinus mario marius mark markus martin
martinus marvin mathias mathis mathæus matias mats matteo matthias max maximilian melvin michael michel mickey micki
mikael mike mikkel mikki milan milas milo mio mogens morgan morten mouritz murad nathan nathaniel nichlas nicholas
nick nicki nicklas nickolai niclas nicolai nicolaj niels niklas nikolai nikolaj nils njal noa noah noel nohr nor olaf
olav ole olfert oliver oluf orla orm oscar oskar osvald otto ove owen palle patrick patrik paul pauli peder peer pelle
per peter philip philippe phillip pierre poul povl preben quentin ragnar ralf ralph ramon randi rasmus raymond regnar
reinhold rene reno richard rico rikard roald robert robin roger roland rolf roman ronald ronni ronnie ronny ross ruben
rud rudi rudolf rune sam sami samson samuel sander sebastian sejr severin sigfred sigge sigmund sigurd sigvald silas
simon sirius skjold snorre sofus solon sonny steen stefan sten stephan stephen steve steven stig storm strange sune
svein sven svend svenn søren tage tarjei teddy terkel theis theo theodor thomas thor thorbjørn thore thorkild thorleif
thorsten thorvald thue thyge tim timmi timothy tobias todd toke tom tommy tonni tonny tony tor torben torbjørn tore
torfinn torkil torleif torsten troels trygve tue tyge uffe ulf ulrich ulrik vagn valdemar valentin verner victor vidar
vigand viggo viktor vilfred vilhelm villads villiam villum villy vilmer vincent vitus volmer waldemar walter walther
werner wilbert wilfred wilhelm willi william willum willy xander åge øjvind østen øystein øyvind
"""

_FROM_ABROAD = """
aaliyah abas abbas abdallah abdel abdelkader abdi abdifatah abdirahman abdirashid abdul abdulaziz abdulkadir abdullah
abdullahi abdulrahman abed abid abir abu abuukar adan adel adela adem aden adham adil adina adnan adrianna afaf
aferdita afif afnan agata agim agnieszka ahlam ahmad ahmed ahmet aida aila aische aisha aishe ajda ajla ajsa akif
akram alaa alban albena aleksandar aleksandra aleksandrs alen alessandro alfredo ali alia alice alicja alina aliya
amal amani amar ambreen amel amer amila amin amina amine amir amira amjad ammar amna amra anas anass andrei andrej
andrejs andrius andriy andrzej angela angelika aniela anil anisa anneke antonela antonio anwar aram aras arben ardita
arfan arif armand armin arta artur arwa arzu asad asha ashraf asif asiya aslan asli asma asmaa ata atif avan awais aya
ayaan ayan ayda aydin ayesha ayla aylin aynur ayse aysegul aysel aysha ayub azad aziz aziza azra baker banu baran
baris bashar bashir basim basma batoul bayan behar behnam bekim berfin berivan berkan besnik bianca bilal birgul
bogdan bojan bozena bulent burak burhan busra cahit cansu carlos catalin cem cemal cemile cengiz ceren chantal chiara
ciara cihan ciprian claudiu constantin corina cosmin cristiana cristina czeslaw dalal dalia dalmar damian damir
danijela danuta daria dariusz darko dawid dejan delal denisa deniz denys derya devran dian dilan dilara dimitar
dimitri dinh dino diyana diyar dmitri dmitrij dmytro dogan dominik dominika donjeta dorota dragan dragana drita duygu
dzenana dzevad ebru edin edina edita edona edward ekaterina ekrem ela elaf elham elif eliza elmas elmir elona elzbieta
emin emina emine emir emira emrah emre enes engin enis ercan erdal erdogan eren erhan erkan erol ersin ervin esad esma
esra eszter evelina ewa ewelina eyub fadi fadil fadime fadumo fahad fahim fahri faisal faiza farah farhad farhan farid
farida faris farooq farouk faruk fathi fatih fatiha fatima fatin fatma fatme fatmir fatos fatuma fawzia ferhat ferid
feride fernando figen filiz fiona firas florentina florin francesca francesco francisco frantisek furkan gabriela
gabriele galina gamze ganesh genc georgi ghada ghassan gheorghe giorgio giovanni giulia giuseppe gizem goran gordana
grazyna grzegorz gul gulay gulcan gulsen gulsum gulten hadi hadia hadiya hafsa hakan hakim hala halil halima halime
halina hamdi hamed hamid hamida hamsa hamza hana hanad hanan hani hanif hanife haroon hasan hasna hassan hassna hatice
hatidze hava hawa hayat haydar hayder heba henryk hiba hibo hicham hidayet hikmet hilal hind hoang hoda hodan houda
huda hulya humaira huong husein huseyin hussain hussam hussein ibrahim idil idris ifrah ignacio igor ihsan ikram
ildiko ilhan ilias ilir ilknur ilona ilyas imad iman imran imre inaam inas indira ines inna ioana ion ionela ionut
iqra irena irfan irina isabela ishak ishaq islam ismael ismail ismet israa issa istvan iva ivana ivo iwona iza izabela
jaafar jabir jacek jadranka jadwiga jafar jalal jamal jamila jamilla jana janina janos janusz jarmila jaroslaw jasmina
jasmine jasna jassim javad javed javier jawad jehan jelena jerzy jihad jihan jin joanna jolanta jorge jose jovan jozef
juan julita justyna kacper kadir kadriye kamal kamil kamila kamran karim karima karol karolina karwan kasim katalin
katarzyna katerina kaveh kawa kazim kemal kenan kerim khadija khadra khaled khalid khalil khan kinga kiran klaudia
kosovare krasimir krystyna krzysztof kubilay kujtim kumar kurda kushtrim kutlu laith lamia lamis lan laszlo latif
latifa layla lejla lela lenka lesia leszek levent leyla liam liban lidia lien liliana liridon ljiljana ljubica lorena
lucian lucyna ludmila lukasz luljeta luminita lyudmila maciej madalina magda magdalena magdi mahad mahamed mahamud
mahdi maher mahir mahmoud mahmud mahnaz majda majed majid makram malak malek malgorzata malik malika manal mansoor
mansour marcel marcela marcin marco marek margareta mariam mariama mariana marija marika mariola mariusz mariya marta
maryam maryan marzena masood masoud mateusz maxamed medina mehdi mehmed mehmet mehtap melek meliha meltem merima
merjem merve meryem mesut mevlut michal mihaela mihai mikolaj mila milad milena milica milorad milos mina minh mircea
mirela mirjana mirko miroslav miroslaw mirsad mirza mitko mohamad mohamed mohammad mohammed mohamud mohsen mohsin
monir monzer mostafa mouna moussa muhamad muhamed muhammad muhammed muhsin mujo mumin muna munir munira murat musa
musab mustafa mustapha myriam naciye nada nadeem nadim nadine nadir nafisa nahid naima najah najat najib najma namo
naomi narges nasim nasir nasra nasrin nasser natalija nataliya natasa nawal nazan nazanin nazar nazim nazli nebahat
nedim nejla nemanja nenad nerma nermin nermina nesrin nevena nezha nga ngoc nguyen nhung nicolae nidal nihad nihat
nikola nikolay nilufer nimco nimo nisa nizar noor noora nour noura nuha nur nura nuran nuray nurcan nurgul nuri nuria
nurten nusrat oleg oleh oleksandr oleksandra oleksii olena olha omar omer omid orhan osama osman ourania ozan ozge
ozgur ozlem pablo parisa parvin parwin pavel pavlo pawel pedro petar petr petru petya phuong piotr pooja predrag priya
przemyslaw qasim rabia rachid rachida rada radka radoslaw radu rafael rafal rafat rafik rafiq rahel rahim rahima rahma
rahman raja rajesh ramadan ramazan rami ramiz ramona rana rania ranja rasha rashid rasim raul raya rayan razan recep
refik remzi renata renato reza rezan riad ridwan rifat rima riyad rizwan robel rodica rohullah rojda rojin roksana
romana romeo ronahi roni rosana roya rozerin ruba rukiye ruslan ryszard saad saba sabah sabahat sabiha sabri sabrin
sacha sadaf sadik sadiq saeed saeid safa safaa safia safiya sahar sahra said saida saif sajid sajjad sakine salah
salam salem salih saliha salim salima salma salman salwa samar sameer samer samia samir samira samiya samuela sanaa
sandeep sanela sanja santiago saqib saranda sasha sayed sead seada seda sedat sefa sefika selahattin selim selin
selman semih semra sena senad senada serap serdar serhat serhiy serkan serpil sevda sevgi sevil sevim seyma shabnam
shadi shahid shahin shahnaz shaima shaimaa shakira shamim shamsa shan shaqir shazia sheikh shirin shpresa shukri siham
simona sinan sinem siraj sirin siwar slavica slawomir slobodan soad sobia soheil sokol soran soraya souad stanislav
stanislaw stefania stefano stojan suad suada suhail suleiman sulejman suleyman sumaya sumeyye sunil suzan suzana
svetlana svitlana syed sylwia tadeusz taha tahir tahira talal tamara tamas tamer tanvir tanya taras tarek tarik tariq
tatiana tatyana tayyab teodor teodora tetiana thanh thao thi thuy tihana tijana timur tomas tomasz tomislav traian
trang tuan tuba tugba tugce tulay tuncay turgut turkan ubah ufuk ulku umar umer umit umm urszula usama usha usman
vahid valbona valentina valeria valon vanja vasile vasilica veli venera vesel vesna viet vildan vinh violeta viorel
viorica vlad vladan vladimir volkan volodymyr wafa wafaa wajid waleed walid wanda waqas warda wasim wassim weronika
wieslaw wiktor wiktoria wojciech xenia xhevat yacoub yahya yakub yana yara yasar yasemin yaser yasin yasir yasmin
yasmina yasmine yasser yassin yassine yavuz yildiz ylli yonas yosef yousef youssef yuliia yuliya yunus yuri yusra
yusuf yvette zaara zahid zahida zahir zahra zahraa zain zaina zainab zakaria zakariya zaki zamzam zana zara zarah
zaynab zdenka zdravko zehra zeina zeinab zeki zeliha zeljko zelko zerrin zeyneb zeynep ziad zina zineb zoe zofia zohra
zoran zubair zuhal zuhra zulfiye zuzana zygmunt
"""

_ALSO_WORDS = """
adel alma andre ane anker ask august ben bent bill birk bitten bjørk bjørn bo bob boe bork dag dan dean dora ea edel
elle else enes ester falke fie figen finn flora frank fred frede frej gloria gro gry gul hagen hans hind ion islam jan
jarl jasmin kaj kalle kate kent khan kim kit kumar lan lave lilje line liv lyder lærke magne mai maj mark max medina
milan mille mina mio mira my nor norma orm palle peer per pil regina roman rose rud rune saga said sam sander sejr
signe sine siri sirius siv skjold sol sten stig storm strange svend tage thi tom tone tor tove tue vibe violet vita
"""

_HARDLY_NAMES = "andre"  # 'for andre end dem', 'de andres sager'; most who carry it write André

_MONTHS = "maj may august april juni juli"

GIVEN_NAMES: Final = frozenset((_DANISH_WOMEN + _DANISH_MEN + _FROM_ABROAD).split())
"""Every given name we know, folded."""

ALSO_WORDS: Final = frozenset(_ALSO_WORDS.split())
"""Given names that are also words: in lower-case or at a sentence's start they need a cue or a surname."""

HARDLY_NAMES: Final = frozenset(_HARDLY_NAMES.split())
"""Of these words, those that by themselves are names only where nothing else can stand: after 'borgeren', not 'for'."""

MONTH_NAMES: Final = frozenset(_MONTHS.split())
"""Given names that are months: capitalised by many, so they count only after a cue or before a surname."""
