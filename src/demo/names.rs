//! Names of people who don't exist: a given and a family name that are used together somewhere.

use std::sync::LazyLock;

use super::dice::Dice;
use crate::taxonomy::shipped::{FIRST_NAMES, LAST_NAMES};

/// A person as a name and the pronoun that goes with it.
#[derive(Clone, Debug)]
pub(super) struct Person {
    pub first: &'static str,
    pub last: String,
    pub woman: bool,
}

impl Person {
    /// Both names.
    pub fn full(&self) -> String {
        format!("{} {}", self.first, self.last)
    }
}

/// Names that are used together.
struct Culture {
    key: &'static str,
    women: Vec<&'static str>,
    men: Vec<&'static str>,
    families: Vec<&'static str>,
    /// What somebody of this family often speaks besides the language of the country.
    language: Option<&'static str>,
}

/// A person who could live in a country, and the language that came with the name when it is not the country's.
pub(super) fn person(dice: &mut Dice, country: &str) -> (Person, Option<&'static str>) {
    let culture = by_key(*dice.weighted(mix_of(country)));
    // Some people carry a name from each side of the family.
    let family = if dice.percent(6) { by_key(*dice.weighted(mix_of(country))) } else { culture };
    let woman = dice.percent(46);
    let first = *dice.pick(if woman { &culture.women } else { &culture.men });
    let mut last = (*dice.pick(&family.families)).to_owned();
    let other = *dice.pick(&culture.families);
    let double = match culture.key {
        "spanish" | "portuguese" => 22,
        "american" | "british" => 3,
        _ => 0,
    };
    if other != last && dice.percent(double) {
        let hyphen = if matches!(culture.key, "spanish" | "portuguese") { ' ' } else { '-' };
        last = format!("{last}{hyphen}{other}");
    }
    (Person { first, last, woman }, culture.language)
}

fn by_key(key: &str) -> &'static Culture {
    CULTURES.iter().find(|culture| culture.key == key).unwrap_or(&CULTURES[0])
}

/// Which names a country's executives bear, by weight.
fn mix_of(country: &str) -> &'static [(&'static str, u32)] {
    match country {
        "US" => &[
            ("american", 70),
            ("indian", 7),
            ("spanish", 8),
            ("chinese", 4),
            ("korean", 2),
            ("west-african", 2),
            ("irish", 2),
            ("italian", 1),
            ("persian", 1),
            ("arabic", 1),
            ("vietnamese", 1),
            ("hebrew", 1),
            ("ukrainian", 1),
            ("hawaiian", 1),
        ],
        "CA" => &[
            ("american", 48),
            ("british", 14),
            ("french", 12),
            ("indian", 11),
            ("chinese", 7),
            ("persian", 2),
            ("ukrainian", 2),
            ("west-african", 1),
            ("filipino", 1),
            ("korean", 1),
        ],
        "GB" => &[
            ("british", 72),
            ("indian", 8),
            ("pakistani", 4),
            ("irish", 5),
            ("west-african", 4),
            ("polish", 2),
            ("italian", 2),
            ("french", 1),
            ("german", 1),
            ("chinese", 1),
        ],
        "IE" => &[("irish", 78), ("british", 12), ("polish", 4), ("indian", 4), ("portuguese", 2)],
        "AU" => &[
            ("british", 62),
            ("american", 12),
            ("indian", 8),
            ("chinese", 6),
            ("italian", 4),
            ("irish", 4),
            ("vietnamese", 3),
            ("polynesian", 1),
        ],
        "NZ" => &[("british", 70), ("polynesian", 14), ("indian", 8), ("chinese", 4), ("irish", 4)],
        "DE" | "AT" => &[("german", 84), ("turkish", 6), ("polish", 4), ("italian", 3), ("ukrainian", 3)],
        "CH" => &[("german", 62), ("french", 18), ("italian", 14), ("british", 4), ("portuguese", 2)],
        "FR" | "LU" => &[("french", 86), ("arabic", 7), ("italian", 3), ("portuguese", 4)],
        "BE" => &[("dutch", 52), ("french", 42), ("italian", 4), ("arabic", 2)],
        "NL" => &[("dutch", 86), ("turkish", 4), ("indian", 4), ("german", 3), ("british", 3)],
        "ES" | "MX" | "CO" | "AR" | "CL" => &[("spanish", 96), ("italian", 3), ("german", 1)],
        "PT" | "BR" => &[("portuguese", 94), ("italian", 5), ("german", 1)],
        "IT" => &[("italian", 97), ("french", 2), ("german", 1)],
        "SE" | "NO" | "DK" => &[("scandinavian", 92), ("finnish", 3), ("british", 2), ("persian", 3)],
        "FI" | "EE" => &[("finnish", 92), ("scandinavian", 8)],
        "PL" => &[("polish", 93), ("ukrainian", 7)],
        "CZ" | "RO" | "HU" | "HR" => &[("central", 95), ("german", 5)],
        "UA" => &[("ukrainian", 1)],
        "IN" => &[("indian", 92), ("pakistani", 8)],
        "SG" => &[("chinese", 58), ("indian", 16), ("malay", 14), ("british", 12)],
        "HK" => &[("chinese", 84), ("british", 12), ("indian", 4)],
        "AE" => &[("arabic", 38), ("indian", 32), ("british", 16), ("persian", 8), ("pakistani", 6)],
        "IL" => &[("hebrew", 90), ("ukrainian", 4), ("american", 6)],
        "ZA" => &[("southern-african", 46), ("british", 36), ("dutch", 10), ("indian", 8)],
        "NG" | "GH" => &[("west-african", 1)],
        "KE" => &[("kenyan", 88), ("indian", 8), ("british", 4)],
        "JP" => &[("japanese", 92), ("british", 8)],
        _ => &[("american", 60), ("british", 40)],
    }
}

static CULTURES: LazyLock<Vec<Culture>> = LazyLock::new(|| {
    let census = |gender: &str| {
        FIRST_NAMES
            .iter()
            .filter(|name| name.origin == "us-census" && name.gender == gender)
            .map(|name| name.name.as_str())
            .collect()
    };
    let mut cultures = vec![Culture {
        key: "american",
        women: census("F"),
        men: census("M"),
        families: LAST_NAMES
            .iter()
            .filter(|name| name.origin == "us-census")
            .map(|name| name.name.as_str())
            .collect(),
        language: None,
    }];
    cultures.extend(LISTED.iter().map(|&(key, language, women, men, families)| Culture {
        key,
        women: women.split(", ").collect(),
        men: men.split(", ").collect(),
        families: families.split(", ").collect(),
        language: if language.is_empty() { None } else { Some(language) },
    }));
    cultures
});

/// Key, language, women, men, families. Chosen finer than `data/first_names.csv`, whose origins are too wide to pair by.
#[rustfmt::skip]
const LISTED: &[(&str, &str, &str, &str, &str)] = &[
    ("british", "",
     "Alison, Amanda, Beth, Bryony, Caroline, Charlotte, Claire, Deborah, Eleanor, Emma, Fiona, Gemma, Georgina, Gillian, Hannah, Harriet, Helen, Imogen, Isobel, Jane, Joanne, Judith, Katherine, Kirsty, Lorna, Lucy, Lynne, Megan, Natasha, Nicola, Penelope, Philippa, Rachel, Rhiannon, Rosalind, Ruth, Sally, Samantha, Sian, Sophie, Susannah, Tamsin, Tessa, Victoria, Zoë",
     "Adrian, Alasdair, Alistair, Andrew, Angus, Barnaby, Benedict, Callum, Christopher, Colin, Craig, Darren, Dominic, Duncan, Edward, Euan, Gareth, Gavin, Geoffrey, Giles, Graham, Guy, Hamish, Hugh, Huw, Iain, Jonathan, Julian, Keith, Lewis, Malcolm, Martin, Neil, Nigel, Oliver, Owen, Piers, Rhys, Robin, Rory, Rupert, Simon, Stuart, Toby, Trevor",
     "Abbott, Ainsworth, Ashworth, Atkinson, Bainbridge, Barrowclough, Bennett, Blackwood, Bowen, Brearley, Cartwright, Chadwick, Clarke, Cooper, Crawford, Dalgleish, Davies, Dawson, Donaldson, Ellison, Entwistle, Evans, Farnsworth, Ferguson, Fletcher, Forsyth, Fraser, Gallacher, Gibbons, Goodwin, Griffiths, Hargreaves, Hartley, Haslam, Hetherington, Hollis, Holroyd, Hughes, Ingham, Jenkins, Kershaw, Kirkpatrick, Langford, Lockwood, Llewellyn, MacDonald, Mackenzie, Marsden, McAllister, Merrick, Milburn, Morgan, Nuttall, Ogilvie, Oldfield, Osborne, Parkinson, Pemberton, Pritchard, Radcliffe, Ramsbottom, Redfern, Rowlands, Rutherford, Saunders, Shackleton, Sinclair, Sutcliffe, Thornbury, Thwaite, Tomlinson, Tregenza, Underwood, Vaughan, Wainwright, Walmsley, Wetherby, Whitaker, Winterbourne, Woodhouse, Wycherley, Yates"),
    ("irish", "",
     "Aoife, Niamh, Siobhán, Ciara, Orla, Sinéad, Gráinne, Róisín, Maeve, Deirdre, Caoimhe, Fionnuala, Aisling, Clodagh, Bríd, Eimear",
     "Cillian, Eoin, Ciarán, Declan, Fergal, Pádraig, Oisín, Cormac, Diarmuid, Donal, Niall, Ronan, Seán, Tadhg, Conor, Brendan",
     "O'Brien, O'Connor, O'Sullivan, Byrne, Ó Murchú, O'Rourke, Brennan, Gallagher, Kinsella, Lavelle, Mac Giolla Bhríde, McCarthy, Moynihan, Nolan, O'Dowd, Quigley, Tierney, Walsh, Fitzgerald, Hennessy"),
    ("german", "German",
     "Heike, Greta, Franziska, Ilse, Annette, Birgit, Claudia, Dorothea, Friederike, Gudrun, Johanna, Katharina, Leonie, Maren, Silke, Sabine, Ulrike, Anneliese, Steffi, Jutta",
     "Klaus, Jürgen, Matthias, Andreas, Bernd, Christoph, Dieter, Florian, Götz, Hannes, Joachim, Karsten, Lukas, Moritz, Rainer, Stefan, Thorsten, Ulrich, Volker, Wolfgang",
     "Müller, Hoffmann, Schäfer, Koch, Richter, Becker, Brandt, Dietrich, Eberhardt, Fuchs, Grünewald, Hagedorn, Jäger, Köhler, Kröger, Lindner, Möller, Neumann, Pfeiffer, Rademacher, Schlüter, Steinbach, Thalmann, Vogelsang, Weißenberg, von Hohenfels, Zimmermann, Krüger, Böhm, Lange"),
    ("french", "French",
     "Chloé, Élise, Camille, Margaux, Amélie, Aurélie, Béatrice, Céline, Delphine, Émilie, Florence, Hélène, Isabelle, Juliette, Laetitia, Mathilde, Nathalie, Océane, Sandrine, Véronique",
     "Étienne, Luc, Matthieu, François, Antoine, Benoît, Cédric, Damien, Frédéric, Guillaume, Hugues, Jérôme, Laurent, Loïc, Mathis, Olivier, Pascal, Rémi, Sébastien, Thibault",
     "Dubois, Lefebvre, Moreau, Laurent, Bernard, Rousseau, Garnier, Fontaine, Beaumont, Chevallier, Delacroix, Desrosiers, Duquesne, Fournier, Gauthier, Lacombe, Leclerc, Lemoine, Marchand, Pelletier, Perrault, de Saint-Aubin, Renaud, Sauvage, Thévenot, Vasseur, Girard, Bouchard"),
    ("italian", "Italian",
     "Giulia, Chiara, Francesca, Elena, Alessandra, Beatrice, Benedetta, Caterina, Federica, Ilaria, Lucrezia, Martina, Paola, Silvia, Valeria",
     "Giovanni, Luca, Matteo, Alessandro, Andrea, Davide, Edoardo, Fabrizio, Gianluca, Lorenzo, Marco, Niccolò, Paolo, Riccardo, Stefano",
     "Rossi, Ferrari, Esposito, Bianchi, Romano, Ricci, Marino, Conti, De Luca, Barbieri, Caruso, D'Angelo, Fabbri, Galli, Lombardi, Martinelli, Pellegrini, Rinaldi, Sartori, Vitale"),
    ("dutch", "Dutch",
     "Anneke, Lotte, Marieke, Femke, Hanneke, Ilse, Jolijn, Karlijn, Liesbeth, Maaike, Nienke, Saskia, Sanne, Wendelien, Griet",
     "Pieter, Joost, Stijn, Bram, Coen, Diederik, Gijs, Hendrik, Jeroen, Koen, Maarten, Niels, Ruben, Sjoerd, Wouter",
     "Jansen, de Vries, van den Berg, Bakker, Visser, van Dijk, Peeters, Janssens, van der Meulen, Hoekstra, Dijkstra, de Groot, van Leeuwen, Kuiper, Mulder, Smit, ter Horst, Vermeulen, Wouters, Claes, van 't Hoff, Brouwer"),
    ("spanish", "Spanish",
     "Sofía, Valentina, Camila, Lucía, Gabriela, Mariana, Daniela, Ximena, Paola, Carolina, Alejandra, Begoña, Claudia, Elvira, Inés, Itziar, Marta, Nuria, Pilar, Rocío, Teresa",
     "Santiago, Mateo, Diego, Andrés, Joaquín, Emiliano, Rodrigo, Hernán, Iván, Álvaro, Carlos, Enrique, Fernando, Gonzalo, Íñigo, Javier, Julián, Martín, Óscar, Rafael, Sergio",
     "García, Rodríguez, Martínez, Hernández, López, González, Pérez, Sánchez, Ramírez, Gómez, Díaz, Gutiérrez, Chávez, Jiménez, Ríos, Núñez, Peña, Ibáñez, Quintero, Aguirre, Barrios, Cifuentes, Delgado, Echeverría, Fuentes, Herrera, Lozano, Montoya, Navarro, Ortega, Salcedo, Urrutia, Vidal, Zamora"),
    ("portuguese", "Portuguese",
     "Beatriz, Fernanda, Renata, Luciana, Inês, Thaís, Ana Paula, Catarina, Joana, Leonor, Mafalda, Margarida, Patrícia, Raquel, Simone",
     "Thiago, João, Caio, Felipe, Gustavo, André, Bernardo, Duarte, Eduardo, Gonçalo, Leandro, Miguel, Nuno, Pedro, Vasco",
     "Oliveira, Souza, Pereira, Costa, Almeida, Carvalho, Ribeiro, Fonseca, Azevedo, Barbosa, Cardoso, Coutinho, Figueiredo, Gonçalves, Lourenço, Magalhães, Mendonça, Nogueira, Pinheiro, Queirós, Teixeira, Vasconcelos"),
    ("scandinavian", "Swedish",
     "Ingrid, Astrid, Freja, Sigrid, Linnea, Maja, Saga, Solveig, Karin, Annika, Åsa, Birgitte, Elin, Gunilla, Hedda, Kirsten, Lene, Malin, Ragnhild, Tove",
     "Lars, Bjørn, Nils, Anders, Henrik, Mikkel, Sven, Søren, Gustav, Håkan, Leif, Axel, Christian, Erik, Fredrik, Jesper, Kristoffer, Magnus, Øyvind, Rasmus",
     "Johansson, Andersson, Karlsson, Nilsson, Eriksson, Larsson, Pedersen, Nielsen, Sørensen, Lindqvist, Bergström, Åkesson, Haugen, Dahl, Holm, Björklund, Christiansen, Ekström, Fagerberg, Hellström, Kjær, Møller, Nordahl, Östlund, Rønning, Sandberg, Thorsen, Wikström"),
    ("finnish", "Finnish",
     "Aino, Eila, Tuuli, Kaisa, Minna, Outi, Päivi, Riikka, Sanna, Tiina", "Jukka, Mikko, Antti, Eero, Heikki, Jari, Kari, Lauri, Petri, Ville",
     "Korhonen, Virtanen, Mäkinen, Nieminen, Hämäläinen, Koskinen, Lehtonen, Rautio, Salminen, Väisänen, Tamm, Kask"),
    ("polish", "Polish",
     "Katarzyna, Agnieszka, Magdalena, Aleksandra, Dorota, Ewa, Joanna, Małgorzata, Monika, Zofia", "Piotr, Tomasz, Andrzej, Marek, Jakub, Łukasz, Grzegorz, Krzysztof, Michał, Wojciech",
     "Nowak, Wójcik, Mazur, Pawlak, Dudek, Król, Szymczak, Walczak, Sikora, Baran, Stępień, Zając, Michalak, Wrona"),
    ("central", "",
     "Zuzana, Ivana, Petra, Milena, Jana, Lenka, Daria, Ana, Ioana, Réka, Eszter, Katalin, Mirela", "Marek, Jakub, Vladimír, Stefan, Bogdan, Tomáš, Radu, Mihai, Gábor, Zoltán, Bence, Josip, Luka",
     "Novak, Horvat, Beneš, Popescu, Ionescu, Dimitrov, Nagy, Szabó, Tóth, Kiss, Varga, Marinescu, Dragomir, Fekete, Kovács, Urban, Šimek"),
    ("ukrainian", "Ukrainian",
     "Olena, Oksana, Daria, Iryna, Kateryna, Larysa, Nataliia, Tetiana, Yuliia", "Dmytro, Oleksandr, Andriy, Bohdan, Ihor, Maksym, Serhii, Taras, Yevhen",
     "Shevchenko, Kovalenko, Bondarenko, Melnyk, Boyko, Hrytsenko, Kravchuk, Lysenko, Marchenko, Romanenko, Tkachuk"),
    ("chinese", "Mandarin",
     "Mei, Xin, Li Na, Jing, Yan, Hui, Xiaoling, Grace, Vivian, Michelle, Yi-Chun, Serene, Wen", "Wei, Jun, Hao, Ming, Lei, Tao, Zhiyuan, Kelvin, Raymond, Jia Hao, Winston, Bo, Kai Ming",
     "Wang, Li, Zhang, Liu, Yang, Huang, Zhao, Wu, Zhou, Xu, Sun, Ma, Lin, Guo, He, Gao, Luo, Chan, Leung, Cheung, Lau, Ng, Tan, Goh, Chua, Chen, Lim, Ong, Teo"),
    ("japanese", "Japanese",
     "Yuki, Hana, Sakura, Akiko, Emi, Haruka, Keiko, Naomi, Tomoko", "Hiroshi, Kenji, Takeshi, Daichi, Haruto, Kenta, Masaru, Shinji, Yusuke",
     "Sato, Suzuki, Takahashi, Tanaka, Watanabe, Ito, Yamamoto, Nakamura, Kobayashi, Kato, Yoshida, Yamada, Fujimoto, Hasegawa"),
    ("korean", "Korean",
     "Ji-woo, Min-seo, Soo-jin, Eun-ji, Grace, Hye-jin, Esther, Sora", "Min-jun, Ji-hoon, Seung-ho, Daniel, Jae-won, Sung-min, David, Tae-yang",
     "Choi, Jung, Kang, Cho, Yoon, Jang, Lim, Kim, Park, Han, Shin, Seo"),
    ("indian", "Hindi",
     "Priya, Ananya, Kavya, Neha, Pooja, Divya, Shreya, Meera, Lakshmi, Ishita, Riya, Anjali, Deepa, Aparna, Gayatri, Kirti, Nandini, Radhika, Smita, Vidya",
     "Arjun, Rohan, Vikram, Rahul, Aditya, Sanjay, Karthik, Nikhil, Ravi, Siddharth, Manish, Anil, Suresh, Harpreet, Amit, Ashwin, Gautam, Mohit, Rajesh, Venkat",
     "Sharma, Singh, Gupta, Shah, Reddy, Iyer, Nair, Rao, Mehta, Desai, Joshi, Kapoor, Malhotra, Chatterjee, Banerjee, Mukherjee, Bose, Menon, Pillai, Agarwal, Bhatia, Chopra, Verma, Mishra, Krishnan, Subramaniam, Venkataraman, Ramachandran, Kulkarni, Deshpande, Gill"),
    ("pakistani", "Urdu",
     "Aisha, Fatima, Sana, Nadia, Hina, Mehreen, Rabia, Saima, Zara", "Imran, Farhan, Asad, Bilal, Faisal, Kamran, Nadeem, Usman, Zeeshan",
     "Chowdhury, Rahman, Hussain, Khan, Ahmed, Malik, Qureshi, Siddiqui, Ansari, Baig, Farooqi, Hashmi, Rizvi"),
    ("vietnamese", "Vietnamese",
     "Linh, Thuy, Mai, Ngoc, Lan, Kim, Tram", "Minh, Duc, Khanh, Quang, Bao, Hieu, Tuan", "Le, Pham, Hoang, Phan, Vu, Dang, Bui, Do, Nguyen, Tran, Huynh"),
    ("malay", "Malay",
     "Siti, Nur Aisyah, Farah, Hidayah, Intan, Suraya", "Hafiz, Rizal, Arif, Faizal, Zulkifli, Azlan", "Abdullah, Ibrahim, Osman, Rahmat, Hamzah, Yusof, Salleh, Kassim"),
    ("filipino", "Tagalog", "Maricel, Jasmine, Rowena, Liza, Analyn, Cristina", "Paolo, Jericho, Ramon, Emmanuel, Noel, Dante", "Cruz, Bautista, Villanueva, Dela Cruz, Macaraeg, Pangilinan, Salonga, Evangelista"),
    ("arabic", "Arabic",
     "Layla, Noor, Yasmin, Rania, Mariam, Dalia, Hala, Amal, Dina, Ghada, Lina, Nadine", "Omar, Khalid, Youssef, Karim, Tariq, Hassan, Samir, Faisal, Bassam, Hisham, Nabil, Ziad",
     "Haddad, Khoury, Nasser, Mansour, Saleh, Farah, Al-Masri, Al-Farsi, El-Sayed, Abbas, Aziz, Hakim, Najjar, Al Suwaidi, Benali, Boutros, Darwish, Shaheen, Tawfik"),
    ("persian", "Persian", "Leila, Shirin, Zahra, Maryam, Nasrin, Parisa, Roya, Yasaman", "Reza, Amir, Babak, Dariush, Kaveh, Mehran, Navid, Siamak", "Hosseini, Ahmadi, Karimi, Rezaei, Tehrani, Farahani, Moradi, Shirazi, Kazemi"),
    ("hebrew", "Hebrew", "Noa, Tamar, Shira, Michal, Yael, Hila, Orly, Efrat", "Eitan, Noam, Yossi, Amit, Gal, Ronen, Uri, Shai", "Levi, Mizrahi, Friedman, Peretz, Ben-David, Shapira, Avraham, Katz, Golan, Harel, Rosen"),
    ("turkish", "Turkish", "Elif, Zeynep, Ayşe, Defne, Esra, Gül, Selin", "Emre, Mehmet, Can, Deniz, Kerem, Onur, Serkan", "Yılmaz, Demir, Kaya, Şahin, Öztürk, Aydın, Çelik, Arslan, Koç, Yıldız"),
    ("west-african", "",
     "Amara, Ngozi, Chioma, Adaeze, Ayodele, Funmilayo, Ifeoma, Akosua, Temitope, Efua, Yetunde, Abena", "Kwame, Chidi, Emeka, Oluwaseun, Tunde, Kofi, Babatunde, Ikenna, Obinna, Kwabena, Femi, Uche",
     "Okafor, Adeyemi, Okonkwo, Eze, Balogun, Ogunleye, Mensah, Owusu, Asante, Boateng, Nwosu, Abiodun, Sowande, Oyelaran-Bright, Ankrah, Olatunji"),
    ("kenyan", "Swahili", "Wanjiku, Makena, Nyambura, Achieng, Zawadi, Faith", "Kamau, Juma, Kiprono, Odhiambo, Mutua, Brian", "Mwangi, Otieno, Wanjiru, Kiprotich, Njoroge, Kariuki, Omondi, Mutiso"),
    ("southern-african", "", "Thandiwe, Lindiwe, Nomvula, Zanele, Lerato, Palesa, Busisiwe", "Sipho, Thabo, Mandla, Bongani, Kagiso, Lwazi, Tshepo", "Nkosi, Dlamini, Ndlovu, Mokoena, Khumalo, Mahlangu, Zulu-Mabaso, Sithole, Radebe, Molefe"),
    ("polynesian", "Māori", "Moana, Anahera, Sina, Hine, Aroha, Ngaire", "Tane, Manaaki, Sione, Wiremu, Rangi, Hemi", "Taufa, Ngata, Parata, Latu, Faleolo, Te Hira, Tamihana, Wihongi"),
    ("hawaiian", "", "Leilani, Kalani, Noelani, Malia", "Keoni, Kai, Kaleo, Makoa", "Kealoha, Kahananui, Kapoi, Mahoe, Kekoa"),
];
