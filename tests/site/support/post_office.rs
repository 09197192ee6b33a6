//! A mail server that keeps what it gets.

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// Takes mail on a port of this machine.
pub struct PostOffice {
    port: u16,
    letters: Arc<Mutex<Vec<String>>>,
    refusals: Arc<Mutex<Vec<&'static str>>>,
}

impl PostOffice {
    /// Opens.
    pub async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (letters, refusals) = <(Arc<Mutex<Vec<String>>>, Arc<Mutex<Vec<&'static str>>>)>::default();
        let (kept, refused) = (letters.clone(), refusals.clone());
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, kept.clone(), refused.clone()));
            }
        });
        Self { port, letters, refusals }
    }

    /// Where it is, as the settings say it.
    pub fn url(&self) -> String {
        format!("smtp://127.0.0.1:{}", self.port)
    }

    /// What it got, as it came over the wire.
    pub fn letters(&self) -> Vec<String> {
        self.letters.lock().unwrap().clone()
    }

    /// The next letter gets this answer instead.
    pub fn refuse_next(&self, answer: &'static str) {
        self.refusals.lock().unwrap().push(answer);
    }
}

async fn serve(stream: TcpStream, letters: Arc<Mutex<Vec<String>>>, refusals: Arc<Mutex<Vec<&'static str>>>) {
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read).lines();
    write.write_all(b"220 ready\r\n").await.unwrap();
    while let Ok(Some(line)) = lines.next_line().await {
        let answer = match line.split(' ').next().unwrap_or_default().to_uppercase().as_str() {
            "EHLO" => "250-here\r\n250-8BITMIME\r\n250 SMTPUTF8".to_owned(),
            "DATA" => {
                write.write_all(b"354 go on\r\n").await.unwrap();
                let mut letter = String::new();
                while let Ok(Some(line)) = lines.next_line().await {
                    if line == "." {
                        break;
                    }
                    letter.push_str(line.strip_prefix('.').unwrap_or(&line));
                    letter.push('\n');
                }
                let refusal = refusals.lock().unwrap().pop();
                if refusal.is_none() {
                    letters.lock().unwrap().push(letter);
                }
                refusal.unwrap_or("250 kept").to_owned()
            }
            "QUIT" => "221 bye".to_owned(),
            _ => "250 fine".to_owned(),
        };
        if write.write_all(format!("{answer}\r\n").as_bytes()).await.is_err() {
            return;
        }
    }
}
