"""Names, firms and sentences that look real and belong to nobody. E-mails are under `.example` (RFC 2606)."""

FIRST_NAMES = """
Anna Erik Maria Lars Elin Johan Sara Anders Karin Mikael Emma Per Eva Karl Kristina Peter Lena Jan Sofia Daniel Malin Fredrik
Ingrid Andreas Hanna Stefan Linnea Oskar Amanda Viktor Julia Alexander Ida Magnus Matilda Henrik Astrid Jonas Alva Simon Ebba
Gustav Freja Anton Wilma Filip Saga Elias Agnes Hugo Nora Axel Vera Leo Stella Nils Tyra Albin Moa Isak Lovisa Ludvig Klara
Amina Omar Fatima Yusuf Leila Hassan Zahra Ali Noor Mehmet Aylin Emre Sana Tariq Ana Marko Ivana Luka Milena Dejan Petra
Tomasz Agnieszka Piotr Katarzyna Pawel Magdalena Aino Mikko Sanna Juha Ritva Kari Bjørn Solveig Håkon Sigrid Mette Søren
Priya Arjun Mei Wei Linh Thanh Chloé Luc Giulia Marco Carmen Diego Ines Rafael Åsa Åke Örjan Östen Märta Göran
""".split()

LAST_NAMES = """
Andersson Johansson Karlsson Nilsson Eriksson Larsson Olsson Persson Svensson Gustafsson Pettersson Jonsson Jansson Hansson
Bengtsson Jönsson Lindberg Jakobsson Magnusson Lindström Olofsson Lindqvist Lindgren Berg Axelsson Bergström Lundberg Lind
Lundgren Lundqvist Mattsson Berglund Fredriksson Sandberg Henriksson Forsberg Sjöberg Wallin Engström Eklund Danielsson
Lundin Håkansson Björk Bergman Gunnarsson Holm Wikström Samuelsson Isaksson Fransson Bergqvist Nyström Holmberg Arvidsson
Löfgren Söderberg Nyberg Blomqvist Claesson Nordström Mårtensson Lundström Viklund Eliasson Hedlund Åberg Öberg Ström
Haddad Nasser Yılmaz Demir Kovačević Petrović Novak Horvat Kowalski Wójcik Nowak Virtanen Korhonen Mäkinen Hansen Nielsen
Jensen Olsen Dahl Haugen Nguyen Tran Chen Wang Patel Sharma Rossi Bianchi García Fernández Silva Moreau Dubois
""".split()

FIRM_STEMS = """
Nordvik Björkhaga Solklint Havsbris Granit Kvarnby Stenhammar Lindåsen Fjällvind Norrsken Eklunda Södervik Vinterberg Tallmo
Kustlinjen Almgren Roslagen Mälarvik Västerhav Bergsala Klarälven Hjorten Silverån Ekbacken Sjöstaden Rönnholm Tunafors
Kronhjort Lövstad Aspen Vattenlinjen Hedvig Svartån Ljungby Orren Falken Gripen Lodjuret Vadstrand Rödeby Sandhamn Torneå
Bruket Verkstaden Hantverket Kontoret Magasinet Hamnen Stationen Torget Parken Skeppsbron
""".split()

FIRM_BRANCHES = """
Bygg|El|Logistik|Konsult|Teknik|Fastigheter|Transport|Industri|Bemanning|Data|Vård|Redovisning|Energi|Livs|Design|Media
|Fönster|Ventilation|Måleri|Plåt|Trädgård|Juridik|Arkitekter|Mekaniska|Elektronik|Förlag|Catering|Städ|Säkerhet|Analys
""".replace("\n", "").split("|")

FIRM_FORMS = ["AB", "AB", "AB", "AB", "Group", "& Co", "i Norden AB", "HB"]

TITLES = """
VD|Säljchef|Inköpschef|Ekonomichef|HR-chef|Platschef|Projektledare|Driftchef|Marknadschef|Kontorschef|IT-chef|Produktionschef
|Verksamhetschef|Regionchef|Account Manager|Office Manager|Controller|Teamledare|Rekryterare|Kvalitetschef|Lagerchef|Delägare
""".replace("\n", "").split("|")

CANDIDATE_TITLES = """
Lagermedarbetare|Truckförare|Elektriker|Undersköterska|Sjuksköterska|Snickare|Svetsare|Kock|Säljare|Redovisningsekonom
|Systemutvecklare|Servicetekniker|Kundtjänstmedarbetare|CNC-operatör|Montör|Lastbilschaufför|Butikschef|VVS-montör|Målare
""".replace("\n", "").split("|")

TAGS = [
    "Stockholm",
    "Göteborg",
    "Malmö",
    "Uppsala",
    "Norrland",
    "mässa 2026",
    "webbformulär",
    "rekommenderad",
    "nyckelkund",
    "ramavtal",
]

CANDIDATE_TAGS = [
    "heltid",
    "deltid",
    "truckkort",
    "B-körkort",
    "C-körkort",
    "natt",
    "omgående",
    "distans",
    "engelska",
    "arabiska",
]

CALL_NOTES = [
    "",
    "",
    "",
    "Vill ha offert före månadsskiftet.",
    "Sitter i möte, ring efter lunch.",
    "Intresserad, men först efter budget i januari.",
    "Har redan en leverantör till och med mars.",
    "Bad om referenser från liknande uppdrag.",
    "Söker två personer till lagret, start så snart som möjligt.",
    "Ring växeln, direktnumret är avslutat.",
    "Asked for the price list by e-mail.",
    "Will talk to the board next week.",
    "Pratade om nattskift; återkommer med lönekrav.",
]

PLAN_NOTES = [
    "",
    "",
    "Skicka offert först.",
    "Fråga om ramavtalet.",
    "Ring på mobilen, inte växeln.",
    "Ta med referenserna.",
    "Stäm av startdatum.",
    "Gratulera till nya kontoret.",
]

TEAM = ["Ann Lindqvist", "Ben Haddad", "Cecilia Wallin", "David Kowalski", "Elif Yılmaz"]
"""The first owns the team, the second is an admin; larger teams go on with made-up names."""
