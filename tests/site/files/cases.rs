//! The files. Those that no editor would keep as they are stand here as what makes them.

use std::io::Write as _;

/// A file, and what must become of it.
pub struct Case {
    pub what: &'static str,
    /// Its name: the ending may say what it is.
    pub name: &'static str,
    pub bytes: Vec<u8>,
    /// What becomes of each row: `INSERT`, or `ERROR` with a part of what is said of it.
    pub rows: Vec<&'static str>,
    /// A part of why the file is refused, or broken off after those rows.
    pub refusal: Option<&'static str>,
}

fn taken(what: &'static str, name: &'static str, bytes: impl Into<Vec<u8>>, rows: &[&'static str]) -> Case {
    Case { what, name, bytes: bytes.into(), rows: rows.to_vec(), refusal: None }
}

fn refused(what: &'static str, name: &'static str, bytes: impl Into<Vec<u8>>, why: &'static str) -> Case {
    Case { what, name, bytes: bytes.into(), rows: Vec::new(), refusal: Some(why) }
}

const TWO: &[&str] = &["INSERT", "INSERT"];

/// Zoë and Ann, with signs of many alphabets.
fn people() -> String {
    people_between(",", "\n")
}

fn people_between(separator: &str, end: &str) -> String {
    [
        ["Full Name", "Job Title", "Location", "Headline"],
        ["Zoë Müller", "Fractional CFO", "\"Köln, Germany\"", "Größe – €"],
        ["Ann Abel", "Fractional CMO", "\"Austin, TX\"", "Counts"],
    ]
    .map(|row| row.join(separator) + end)
    .concat()
}

/// Windows-1252, the signs that these tests use.
fn windows_1252(text: &str) -> Vec<u8> {
    let byte = |c| match c {
        '€' => 0x80,
        '–' => 0x96,
        other => u8::try_from(other).unwrap(),
    };
    text.chars().map(byte).collect()
}

fn utf_16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(bytes).collect()
}

fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn bytes(parts: &[&[u8]]) -> Vec<u8> {
    parts.concat()
}

const HEADER: &str = "Full Name,Job Title,Location,Headline\n";
const ANN: &str = "Ann Abel,Fractional CMO,\"Austin, TX\",Counts\n";

fn after_header(rows: &str) -> String {
    format!("{HEADER}{rows}")
}

pub fn encodings() -> Vec<Case> {
    let text = people();
    let marked = format!("\u{feff}{text}");
    vec![
        taken("UTF-8", "a.csv", text.clone(), TWO),
        taken("a byte order mark", "a.csv", marked.clone(), TWO),
        taken("CRLF", "a.csv", people_between(",", "\r\n"), TWO),
        taken("CR alone", "a.csv", people_between(",", "\r"), TWO),
        taken("no end of the last line", "a.csv", text.trim_end(), TWO),
        taken("UTF-16 LE with its mark", "a.csv", utf_16(&marked, u16::to_le_bytes), TWO),
        taken("UTF-16 BE with its mark", "a.csv", utf_16(&marked, u16::to_be_bytes), TWO),
        taken("UTF-16 LE without its mark", "a.csv", utf_16(&text, u16::to_le_bytes), TWO),
        taken("UTF-16 BE without its mark", "a.csv", utf_16(&text, u16::to_be_bytes), TWO),
        taken(
            "what Excel calls Unicode text",
            "a.txt",
            utf_16(&people_between("\t", "\r\n").replacen("Full", "\u{feff}Full", 1), u16::to_le_bytes),
            TWO,
        ),
        taken("Windows-1252", "a.csv", windows_1252(&text), TWO),
        taken(
            "two encodings in two rows",
            "a.csv",
            bytes(&[
                HEADER.as_bytes(),
                &windows_1252("Zoë Müller,Fractional CFO,\"Köln, Germany\",Größe – €\n"),
                "José Núñez,Fractional CMO,\"Austin, TX\",Counts\n".as_bytes(),
            ]),
            TWO,
        ),
        taken(
            "two encodings in one cell",
            "a.csv",
            bytes(&[
                HEADER.as_bytes(),
                b"Zo\xeb M\xc3\xbcller,Fractional CFO,\"K\xf6ln, Germany\",Gr\xc3\xb6\xdfe \xe2\x80\x93 \x80\n",
            ]),
            &["INSERT"],
        ),
        taken(
            "NUL",
            "a.csv",
            after_header("A\0nn Abel,Fractional CMO,\"Austin, TX\",Co\0unts\n"),
            &["INSERT"],
        ),
        taken("gzip", "a.csv.gz", gzipped(text.as_bytes()), TWO),
        taken("gzip under another name", "a.csv", gzipped(text.as_bytes()), TWO),
    ]
}

pub fn separators() -> Vec<Case> {
    vec![
        taken("semicolons", "a.csv", people_between(";", "\n"), TWO),
        taken("tabs", "a.tsv", people_between("\t", "\n"), TWO),
        taken("bars", "a.csv", people_between("|", "\n"), TWO),
        taken(
            "Excel's own word on separators",
            "a.csv",
            format!("sep=;\r\n{}", people_between(";", "\r\n")),
            TWO,
        ),
        taken("blank lines before the header", "a.csv", format!("\n\r\n{}", people()), TWO),
        taken(
            "blank lines among the rows",
            "a.csv",
            after_header(&format!("\n,,,\n \t, ,,\n{ANN}\n\n")),
            &["INSERT"],
        ),
        taken(
            "the header once more, as in tables put together",
            "a.csv",
            format!("{}{}", people(), people()),
            &["INSERT", "INSERT", "SKIP", "SKIP"],
        ),
        taken(
            "two columns of one name",
            "a.csv",
            "Full Name,Headline,Headline,Job Title,Location\nAnn Abel,Counts,Other,CMO,\"Austin, TX\"\n",
            &["INSERT"],
        ),
        taken(
            "columns without a name",
            "a.csv",
            "Full Name,,Job Title,,Location\nAnn Abel,x,CMO,y,\"Austin, TX\"\n",
            &["INSERT"],
        ),
        taken(
            "a header that runs over two lines",
            "a.csv",
            format!("Full Name,Job Title,\"Location\n(city)\",Headline\n{ANN}Bob\n"),
            &["WAIT", "ERROR line 4: 1 cell where the header has 4"],
        ),
        taken(
            "empty cells behind the last column",
            "a.csv",
            after_header(&ANN.replace("Counts", "Counts,,,")),
            &["INSERT"],
        ),
        taken(
            "too many and too few cells",
            "a.csv",
            after_header(&format!("Bob Berg,CFO,Austin, TX,Counts\n{ANN}Cy Coe,CTO\n")),
            &["ERROR line 2: 5 cells where the header has 4", "INSERT", "ERROR line 4: 2 cells"],
        ),
        taken(
            "quotes within cells that have none around them",
            "a.csv",
            after_header("Ann \"Annie\" Abel,Fractional CMO,Austin TX,27\" screens\n"),
            &["INSERT"],
        ),
        taken(
            "quotes that are doubled, and line breaks within them",
            "a.csv",
            after_header("\"Ann Abel\",Fractional CMO,\"Austin, TX\",\"She said \"\"yes\"\"\r\ntwice\"\n"),
            &["INSERT"],
        ),
        taken(
            "each action",
            "a.csv",
            after_header(&format!(
                "{short}{short}{ANN}Bea Berg,Keeper of Coins,\"Austin, TX\",Keeps\n,Fractional CFO,\"Austin, TX\",Nobody\n",
                short = ANN.replace("Counts", "")
            )),
            &[
                "INSERT",
                "SKIP",
                "UPDATE",
                "WAIT waits for role (not known: Keeper of Coins)",
                "ERROR no name",
            ],
        ),
    ]
}

pub fn sizes() -> Vec<Case> {
    let wide: Vec<String> = (0..5_000).map(|at| format!("Column {at}")).collect();
    let cells = ",x".repeat(5_000);
    vec![
        taken(
            "a cell of a megabyte",
            "a.csv",
            format!(
                "Full Name,Job Title,Location,Headline,Bio\nAnn Abel,CMO,\"Austin, TX\",Counts,{}\n",
                "counts. ".repeat(131_072)
            ),
            &["INSERT"],
        ),
        taken(
            "five thousand columns",
            "a.csv",
            format!("Full Name,Job Title,Location,Headline,{}\n{}{cells}\n", wide.join(","), ANN.trim_end()),
            &["INSERT"],
        ),
        taken(
            "five thousand columns of one name",
            "a.csv",
            format!(
                "Full Name,Job Title,Location,Headline{}\n{}{cells}\n",
                ",Notes".repeat(5_000),
                ANN.trim_end()
            ),
            &["INSERT"],
        ),
        taken("a header alone", "a.csv", HEADER, &[]),
    ]
}

pub fn cut_off() -> Vec<Case> {
    let two = people();
    let within = |text: &str, before: &str| text.as_bytes()[..text.find(before).unwrap()].to_vec();
    let zoe_last = after_header(&format!("{ANN}Zoë Müller,Fractional CFO,\"Köln, Germany\",Größe\n"));
    let zip = gzipped(people().repeat(2_000).as_bytes());
    vec![
        taken(
            "cut off within quotes",
            "a.csv",
            within(&two, " TX"),
            &["INSERT", "ERROR line 3: a quote is opened and never closed"],
        ),
        taken(
            "cut off within the quotes of the last column",
            "a.csv",
            after_header(&format!("{ANN}Bob Berg,Fractional CFO,Austin TX,\"Counts\nand")),
            &["INSERT", "ERROR line 3: a quote is opened and never closed"],
        ),
        taken(
            "a quote that nobody closes",
            "a.csv",
            after_header(&format!("Bob Berg,Fractional CFO,Austin TX,\"Counts\n{}", ANN.replace('"', ""))),
            &["ERROR line 2: a quote is opened and never closed"],
        ),
        taken(
            "cut off within a row",
            "a.csv",
            within(&two, ",\"Austin"),
            &["INSERT", "ERROR line 3: 2 cells where the header has 4"],
        ),
        taken(
            "cut off within a letter",
            "a.csv",
            bytes(&[&within(&zoe_last, "ße"), b"\xc3"]),
            &["INSERT", "ERROR line 3: the file ends within a letter"],
        ),
        taken(
            "a last letter that only looks cut off",
            "a.csv",
            windows_1252(&after_header("Zoë Müller,Fractional CFO,\"Köln, Germany\",Café")),
            &["INSERT"],
        ),
        taken(
            "UTF-16 cut off within a letter",
            "a.csv",
            {
                let mut all = utf_16(&format!("\u{feff}{}", people().trim_end()), u16::to_le_bytes);
                all.pop();
                all
            },
            &["INSERT", "ERROR line 3: the file ends within a letter"],
        ),
        refused(
            "gzip cut off at its start",
            "a.csv.gz",
            zip[..12].to_vec(),
            "the gzip file is cut off or damaged",
        ),
        refused(
            "gzip with other bytes in it",
            "a.csv.gz",
            bytes(&[&zip[..12], &[0xff; 40]]),
            "download or copy it again",
        ),
        refused(
            "a header whose quote is never closed",
            "a.csv",
            "\"Full Name,Job Title\nAnn,CFO\n",
            "line 1: a quote in the header row is never closed",
        ),
    ]
}

pub fn no_tables() -> Vec<Case> {
    let binary = |start: &[u8]| bytes(&[start, &[0, 1, 2, 0xff, b'\n', b',', 0x80], &[0; 64]]);
    vec![
        refused("an empty file", "a.csv", "", "the file is empty"),
        refused("nothing but a byte order mark", "a.csv", "\u{feff}", "the file is empty"),
        refused("nothing but blank lines", "a.csv", "\r\n\n  \n", "the file is empty"),
        refused("an empty JSON file", "a.json", " \n", "the file is empty"),
        refused(
            "a picture",
            "a.csv",
            binary(b"\x89PNG\r\n\x1a\n"),
            "this is a picture: export the table itself as CSV",
        ),
        refused("a PDF", "a.csv", binary(b"%PDF-1.7\n"), "this is a PDF"),
        refused(
            "an Excel workbook",
            "a.xlsx",
            binary(b"PK\x03\x04\x14\0\x06\0[Content_Types].xml"),
            "this is an Excel workbook (.xlsx), no CSV file: open it and save it as CSV",
        ),
        refused(
            "an Excel workbook under another name",
            "a.csv",
            binary(b"PK\x03\x04\x14\0\x06\0xl/workbook.xml"),
            "save it as CSV",
        ),
        refused("an old Excel workbook", "a.csv", binary(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), "(.xls)"),
        refused("a ZIP archive", "a.zip", binary(b"PK\x03\x04\x14\0\0\0people.csv"), "unpack it"),
        refused(
            "a web page",
            "a.csv",
            "<!DOCTYPE html>\n<html><body>Sign in, please</body></html>",
            "this is a web page",
        ),
        refused("a web page in gzip", "a.csv.gz", gzipped(b"<html>a,b</html>"), "this is a web page"),
        refused(
            "a letter",
            "a.csv",
            "Dear all\nplease find attached\n",
            "line 1: a single column, “Dear all”",
        ),
    ]
}

pub fn json() -> Vec<Case> {
    let ann = r#"{"Full Name":"Ann Abel","Job Title":"CMO","Location":"Austin, TX","Headline":"Counts"}"#;
    let zoe =
        r#"{"Full Name":"Zoë Müller","Job Title":"CFO","Location":"Köln, Germany","Headline":"Größe – €"}"#;
    vec![
        taken("an array", "a.json", format!("[{ann},\n{zoe}]\n"), TWO),
        taken("a line for each row", "a.ndjson", format!("{ann}\n\n{zoe}\n"), TWO),
        taken("a line for each row, called JSON", "a.json", format!("{ann}\n{zoe}"), TWO),
        taken("an array, called lines", "a.jsonl", format!("[{ann},{zoe}]"), TWO),
        taken("an array, called CSV", "a.csv", format!("[{ann},{zoe}]"), TWO),
        taken("an object with rows", "a.json", format!("{{\"rows\":[{ann},{zoe}]}}"), TWO),
        taken(
            "rows with a count beside them",
            "a.json",
            format!("{{\"count\":2,\"data\":[{ann},{zoe}]}}"),
            TWO,
        ),
        taken("one object", "a.json", ann, &["INSERT"]),
        taken("an empty array", "a.json", "[]", &[]),
        taken("a byte order mark and JSON", "a.json", format!("\u{feff}[{ann}]"), &["INSERT"]),
        taken("UTF-16 and JSON", "a.json", utf_16(&format!("[{ann},{zoe}]"), u16::to_le_bytes), TWO),
        taken(
            "a bad line",
            "a.jsonl",
            format!("{ann}\n{{\"Full Name\": undefined}}\n7\n{zoe}\n"),
            &["INSERT", "ERROR line 2, column 1", "ERROR not an object", "INSERT"],
        ),
        Case {
            what: "an array that was cut off",
            name: "a.json",
            bytes: format!("[{ann},\n{}", &zoe[..20]).into_bytes(),
            rows: vec!["INSERT"],
            refusal: Some(
                "line 2, column 20: not JSON: EOF while parsing a string: the file was cut off; 1 row was read before it",
            ),
        },
        Case {
            what: "words behind the array",
            name: "a.json",
            bytes: format!("[{ann}]\n]").into_bytes(),
            rows: vec!["INSERT"],
            refusal: Some("line 2, column 1: not JSON: trailing characters"),
        },
        refused("JSON in Latin-1", "a.json", windows_1252(&format!("[{zoe}]")), "save the file as UTF-8"),
    ]
}
