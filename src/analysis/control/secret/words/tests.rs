use super::*;

fn words(passwords: &[&str]) -> Passwords {
    let mut words = Passwords::default();
    for password in passwords {
        let names = [&b"anna"[..], b"server"];
        words.add(password.as_bytes(), &names.into_iter().collect());
    }
    words
}

fn masked(words: &Passwords, text: &str) -> String {
    String::from_utf8(words.mask(text.as_bytes()).into_owned()).expect("text")
}

#[test]
fn whole_words_are_masked_and_parts_of_words_are_not() {
    let words = words(&["sunflower"]);
    assert_eq!(masked(&words, "no sunflower here"), "no ******** here");
    assert_eq!(masked(&words, "/SUNFLOWER.txt"), "/********.txt");
    assert_eq!(masked(&words, "sunflowers"), "sunflowers");
    assert_eq!(masked(&words, "sunflower"), "********");
    let words = self::words(&["(sun)flower!"]);
    assert_eq!(masked(&words, "a(SUN)flower!b"), "a********b");
}

#[test]
fn short_ones_and_names_are_no_secrets() {
    let words = words(&["in", "server", "ANNA", "12345"]);
    assert_eq!(
        masked(&words, "log in to server 12345"),
        "log in to server 12345"
    );
}

#[test]
fn a_short_one_is_masked_behind_its_verb() {
    let words = words(&["abc", "in"]);
    for (text, shown) in [
        (
            "'PASS abc': not understood",
            "'PASS ********': not understood",
        ),
        ("pass\tABC", "pass\t********"),
        ("site pswd abc in", "site pswd ******** ********"),
        ("PASS abc: no", "PASS ********: no"),
        ("PASS abcd", "PASS abcd"),
        ("PASS", "PASS"),
        ("log in, abc", "log in, abc"),
        ("PASS ab", "PASS ab"),
    ] {
        assert_eq!(masked(&words, text), shown);
    }
}

#[test]
fn words_that_servers_say_to_everybody_stay() {
    let words = words(&["password", "Complete"]);
    let text = "331 Password required; 226 Transfer complete";
    assert_eq!(masked(&words, text), text);
}

#[test]
fn a_password_in_the_name_of_a_user() {
    let words = Passwords::default();
    for (text, shown) in [
        ("USER anna:x@host", "USER anna:********@host"),
        ("user anna:x:y@z@host", "user anna:********@host"),
        ("USER anna@host:21", "USER anna@host:21"),
        ("USER anna", "USER anna"),
        ("USER anna:x", "USER anna:********"),
        ("USER anna:", "USER anna:"),
        ("USER :x", "USER :x"),
        ("OPEN anna:x@host", "OPEN anna:********@host"),
        ("OPEN host:21", "OPEN host:21"),
        (
            "USER ftp://anna:x@host/a",
            "USER ftp://anna:********@host/a",
        ),
        ("RETR a:b@c", "RETR a:b@c"),
    ] {
        assert_eq!(masked(&words, text), shown);
    }
}

#[test]
fn passwords_in_urls() {
    let words = Passwords::default();
    assert_eq!(
        masked(&words, "ftp://anna:x@host/a:b@c"),
        "ftp://anna:********@host/a:b@c"
    );
    assert_eq!(
        masked(&words, "/home/ftp:/anna:x@host/a"),
        "/home/ftp:/anna:********@host/a"
    );
    assert_eq!(masked(&words, "C:/a:b@c/d"), "C:/a:b@c/d");
    assert_eq!(masked(&words, "http://host:80/ a@b"), "http://host:80/ a@b");
    assert_eq!(masked(&words, "ftp://anna@host"), "ftp://anna@host");
}

#[test]
fn a_guessing_client_costs_no_more_than_so_many() {
    let mut words = Passwords::default();
    for number in 0..1000 {
        words.add(
            format!("password{number}").as_bytes(),
            &PublicNames::default(),
        );
    }
    assert_eq!(words.known.len(), MOST);
    assert_eq!(masked(&words, "password999"), "********");
}

#[test]
fn a_line_that_is_repeated_in_quotes() {
    let words = Passwords::default();
    for (text, shown) in [
        ("500 'PASS x y': command", "500 'PASS ********': command"),
        ("500 \"acct x\" unknown", "500 \"acct ********\" unknown"),
        ("500 `PASS x' unknown", "500 `PASS ********' unknown"),
        ("500 'PASS x", "500 'PASS ********"),
        (
            "530 say 'USER name', 'PASS password'",
            "530 say 'USER name', 'PASS password'",
        ),
        ("530 send 'PASS <sp> secret'", "530 send 'PASS <sp> secret'"),
        ("530 'PASS' is missing", "530 'PASS' is missing"),
        ("'PASSIVE x'", "'PASSIVE x'"),
    ] {
        assert_eq!(masked(&words, text), shown);
    }
}

#[test]
fn a_password_in_other_spellings() {
    let words = words(&["gl\u{fc}hwurm", "a\"b\"c-kiln"]);
    let latin: Vec<u8> = "gl\u{fc}hwurm no".chars().map(|c| c as u8).collect();
    assert_eq!(words.mask(&latin).as_ref(), b"******** no");
    assert_eq!(masked(&words, "\"/a\"\"b\"\"c-kiln\""), "\"/********\"");
    let mut words = Passwords::default();
    words.add(b"gl\xfchwurm", &PublicNames::default());
    assert_eq!(masked(&words, "gl\u{fc}hwurm"), "********");
}

#[test]
fn a_password_that_a_page_or_a_log_spells() {
    let words = words(&["kestrel&fjord <77>"]);
    for (text, shown) in [
        ("p=kestrel%26fjord+%3C77%3e&x=1", "p=********&x=1"),
        ("no kestrel&amp;fjord &lt;77&#62; here", "no ******** here"),
        ("no kestrel&\u{7}fjord <77>", "no ********"),
        ("no kestr********77>", "no ********"),
    ] {
        assert_eq!(masked(&words, text), shown);
    }
    let words = self::words(&["fjord\"kestrel", "blue\u{1}kestrel"]);
    assert_eq!(
        masked(&words, "{\"p\":\"fjord\\\"kestrel\"}"),
        "{\"p\":\"********\"}"
    );
    assert_eq!(masked(&words, "bluekestrel"), "********");
}

#[test]
fn a_long_password_that_a_server_cut_off() {
    let long = "kettle-".repeat(20);
    let words = words(&[&long]);
    let cut = format!("500 '{}...': too long", &long[..41]);
    assert_eq!(masked(&words, &cut), "500 '********...': too long");
    assert_eq!(
        masked(&words, "kettle-kettle-kettle"),
        "kettle-kettle-kettle"
    );
}

#[test]
fn many_passwords_of_several_words() {
    let names = PublicNames::default();
    let mut words = Passwords::default();
    for number in 0..100 {
        words.add(format!("sun-{number:03}-flower").as_bytes(), &names);
    }
    assert_eq!(
        masked(
            &words,
            "SUN-099-flower sun-098-flowers sun-001-flower sun-050-flower."
        ),
        "******** sun-098-flowers sun-001-flower ********."
    );
    for number in 0..3 {
        words.add(format!("({number})sun!").as_bytes(), &names);
    }
    assert_eq!(masked(&words, "a(2)sun!b"), "a********b");
}

#[test]
fn a_password_in_another_code() {
    let words = words(&["Kestrel-77"]);
    for (text, shown) in [
        ("no 4b65737472656c2d3737", "no ********"),
        ("no 4b:65:73:74:72:65:6c:2d:37:37!", "no ********!"),
        ("Basic YW5uYTpLZXN0cmVsLTc3", "Basic ********"),
        ("no K e s t r e l - 7 7 here", "no ******** here"),
        ("'Kestrel-...' is wrong", "'********...' is wrong"),
        ("no Kes***77 here", "no ******** here"),
    ] {
        assert_eq!(masked(&words, text), shown);
    }
}

#[test]
fn a_password_whose_characters_the_server_does_not_know() {
    let words = words(&["m\u{1ead}tkh\u{1ea9}u9"]);
    for text in [
        "no m?tkh?u9",
        "no m??tkh\u{e2}u9",
        "no m\\u1eadtkh\\u1ea9u9",
    ] {
        assert_eq!(masked(&words, text), "no ********");
    }
    assert_eq!(masked(&words, "what? no"), "what? no");
}

#[test]
fn words_of_everybody_are_masked_behind_their_verb() {
    let words = words(&["welcome", "anna"]);
    let text = "503 PASS welcome: welcome, anna";
    assert_eq!(masked(&words, text), "503 PASS ********: welcome, anna");
    assert_eq!(masked(&words, "PASS anna"), "PASS ********");
}
