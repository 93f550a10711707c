use super::*;

fn shown(line: &str) -> String {
    let mut text = line.as_bytes().to_vec();
    let mut found = passwords_of_programs(&text);
    found.sort_unstable_by_key(|range| range.start);
    found.dedup();
    for range in found.into_iter().rev() {
        text.splice(range, *b"***");
    }
    String::from_utf8(text).expect("text")
}

fn masked(lines: &[&str]) {
    for line in lines {
        assert_eq!(shown(&line.replace("***", "kestrel-7")), *line);
    }
}

fn unmasked(lines: &[&str]) {
    for line in lines {
        assert_eq!(shown(line), *line);
    }
}

#[test]
fn programs_are_known_however_they_are_written() {
    masked(&[
        "SITE EXEC plink.exe -pw *** host",
        "SITE EXEC PLINK.EXE -pw *** host",
        "SITE EXEC C:\\putty\\plink.exe -pw *** host",
        "SITE EXEC \"C:\\Program Files\\plink\" -pw *** host",
        "SITE EXEC '/usr/bin/mysql' -p*** base",
        "SITE EXEC C:\\Windows\\System32\\NET.EXE user anna ***",
        "SITE EXEC Curl.exe -u anna:*** x",
    ]);
}

#[test]
fn users_with_passwords_in_each_way_to_write_them() {
    masked(&[
        "SITE EXEC curl -uanna:*** x",
        "SITE EXEC curl -su anna:*** x",
        "SITE EXEC curl -sSfU anna:*** x",
        "SITE EXEC curl -u'anna:***' x",
        "SITE EXEC smbclient -Uanna%*** //host/share",
        "SITE EXEC lftp -u anna,*** host",
        "SITE EXEC lftp -c 'open -u anna,*** host'",
        "SITE EXEC curl --proxy-user \"anna:***\" x",
    ]);
    unmasked(&[
        "SITE EXEC rsync -u host:mirror /pub",
        "SITE EXEC rsync -uhost:mirror /pub",
        "SITE EXEC docker run -u 100:100 image",
        "SITE EXEC docker run -u 100:100 images/curl",
        "SITE EXEC tar -U a%b",
        "SITE EXEC curl -s http://host.example/x",
    ]);
}

#[test]
fn options_that_end_as_names_of_passwords_do() {
    masked(&[
        "SITE EXEC wget --http-password *** x",
        "SITE EXEC x --db-PASSWD '***' y",
    ]);
    unmasked(&[
        "SITE EXEC wget --ask-password http://host.example/x",
        "SITE EXEC x --auth=password host.example",
        "SITE EXEC x --no-password host.example",
        "SITE EXEC x --http-password --verbose",
    ]);
}

#[test]
fn words_in_quotes_are_words_once_more() {
    masked(&[
        "SITE EXEC sh -c 'mysql -p*** base'",
        "SITE EXEC sh -c 'curl -u anna:***'",
        "SITE EXEC sh -c \"mysql --password=***\"",
        "SITE EXEC sh -c \"wget --password '***' x\" y",
        "SITE EXEC sh -c 'printf *** | chpasswd' a|b",
        "SITE EXEC sh -c 'mysql -p*** base",
    ]);
}

#[test]
fn what_printf_writes() {
    masked(&[
        "SITE EXEC printf \"***\" | chpasswd",
        "SITE EXEC /bin/echo *** | chpasswd",
    ]);
}

#[test]
fn values_end_where_what_holds_them_does() {
    masked(&[
        "{'pwd':'***'}",
        "{\"password\":***,\"user\":\"anna\"}",
        "SITE EXEC x {password:***}",
        "SITE EXEC x password=*** y",
        "SITE EXEC x (password=***) y",
    ]);
    for value in ["a,b;c", "a\"b", "a)b", "a'b&c"] {
        let line = format!("SITE EXEC x password={value} y");
        assert_eq!(shown(&line), "SITE EXEC x password=*** y");
    }
}

#[test]
fn commands_behind_what_was_typed_to_a_client() {
    masked(&[
        "QUOTE SITE EXEC curl -u anna:*** x",
        "quote literal site EXEC curl -u anna:*** x",
        "QUOTE \"SITE EXEC curl -u anna:*** x\"",
    ]);
    unmasked(&[
        "QUOTE STOR --password x",
        "SEND /pwd=x",
        "QUOTE",
        "QUOTE SITE",
    ]);
}

#[test]
fn each_program_has_its_own_option() {
    masked(&[
        "SITE EXEC mysqlimport -p*** -P 3306 base",
        "SITE EXEC mariadb -u mysql -p*** base",
        "SITE EXEC 7z a -p*** a.7z zip",
        "SITE EXEC rar a zip -p***",
        "SITE EXEC sshpass -p*** ssh -p 2222 anna@host.example",
        "SITE EXEC sshpass -vp *** ssh -p 2222 anna@host.example",
        "SITE EXEC sshpass -v -P word: -p *** ssh -p 2222 anna@host.example",
        "SITE EXEC psftp -P 2222 -pw *** host",
    ]);
    unmasked(&[
        "SITE EXEC mysql -p base",
        "SITE EXEC mysql -P3306 base",
        "SITE EXEC unzip -p archive.zip readme",
        "SITE EXEC ldapsearch -x -W -p 389 -b base",
        "SITE EXEC ldapsearch -y file -H ldap://host",
        "SITE EXEC sqlcmd -S host -p 1 -d base",
        "SITE EXEC scp -P 2222 sqlcmd.txt host",
        "SITE EXEC redis-cli -h host -p 6379 get key",
        "SITE EXEC ls -a redis",
        "SITE EXEC zip -pr archive.zip folder",
        "SITE EXEC 7z a -p archive.7z",
        "SITE EXEC plink -P 2222 -pwd host",
        "SITE EXEC sshpass -e ssh -p 2222 host",
        "SITE EXEC sshpass -f file scp -p archive.zip host",
        "SITE EXEC zip a.zip a && scp -P 2222 a.zip host",
    ]);
}

#[test]
fn passwords_of_programs_are_found() {
    for line in [
        "SITE EXEC curl -u anna:*** https://host.example/x",
        "SITE EXEC curl --user=anna:*** https://host.example/x",
        "SITE EXEC smbclient //host/share -U anna%***",
        "SITE EXEC wget --ftp-password=*** ftp://host.example/x",
        "SITE EXEC gpg --passphrase \"***\" -d a.gpg",
        "SITE EXEC sshpass -p *** ssh anna@host.example",
        "SITE EXEC /usr/bin/mysqldump -uanna -p*** -P 3306 base",
        "SITE EXEC PGPASSWORD=*** psql -c x",
        "SITE EXEC unzip -P *** a.zip",
        "SITE EXEC unzip -oP *** a.zip",
        "SITE EXEC ldapsearch -x -D cn=anna -w *** -b base",
        "SITE EXEC ldapadd -xw *** -f a.ldif",
        "SITE EXEC ldappasswd -w*** anna",
        "SITE EXEC sqlcmd -S host -U sa -P *** -Q x",
        "SITE EXEC bcp base..t out file -U sa -P***",
        "SITE EXEC redis-cli -h host -a *** get key",
        "SITE EXEC ldapsearch -xw*** -b base",
        "SITE EXEC ldapsearch5.6 '-w***' -b base",
        "SITE EXEC REDISCLI_AUTH=*** redis-cli get key",
        "SITE EXEC mysql5.7 -p*** base",
        "SITE EXEC net use x: \\\\h\\s *** && net use y: \\\\h\\t ***",
        "SITE EXEC net use \\\\h\\s /user:a *** & net use \\\\h\\t ***",
        "SITE EXEC net use x: /delete & net use \\\\h\\t 2>nul *** > a.txt",
        "SITE EXEC net use \\\\h\\s > a.txt *** /user:a",
        "SITE EXEC net use x: /delete net use \\\\h\\s \"***\"",
        "SITE EXEC zip -P*** a.zip a",
        "SITE EXEC net user anna *** /add",
        "RCMD NET USE x: \\\\host\\share *** /user:anna",
        "SITE EXEC net use \\\\host\\share /user:anna ***",
        "SITE EXEC net.exe use \"\\\\host\\c$\" \"***\"",
        "SITE EXEC echo *** | chpasswd",
        "SITE CHANGE anna PASSWORD ***",
        "RCMD CRTUSRPRF USRPRF(ANNA) PASSWORD(***)",
        "RCMD CHGPWD CURPWD(***) NEWPWD('***')",
        "{\"user\":\"anna\",\"password\":\"***\"}",
    ] {
        assert_eq!(shown(&line.replace("***", "kestrel-7")), line);
    }
}

#[test]
fn other_words_stay() {
    for line in [
        "SITE EXEC ls -p /pub",
        "SITE EXEC cp -p a.txt b.txt",
        "SITE EXEC ssh -p 2222 anna@host.example",
        "SITE EXEC mysql -P 3306 base",
        "SITE EXEC net user anna /delete",
        "SITE EXEC net use x: /delete",
        "SITE EXEC net use x: \\\\host\\share /user:anna",
        "SITE EXEC net use x: \\\\host\\share * /user:anna",
        "SITE EXEC net use x: \\\\host\\share && dir x:",
        "SITE EXEC net view \\\\host /all",
        "SITE EXEC net use \\\\host\\share 2>nul",
        "SITE EXEC net use \\\\host\\share >> out.txt",
        "SITE EXEC net use \\\\host\\share & dir word",
        "SITE EXEC tar -cf ldap.tar -w dirname",
        "SITE EXEC cat ldap.conf -w wordname",
        "SITE EXEC cat mysql.cnf -print",
        "SITE EXEC echo done | mail anna",
        "SITE EXEC sort -u a.txt",
        "SITE CHMOD 644 a:b.txt",
        "SITE UTIME 20240101000000 a=b.txt",
        "SITE HELP PASSWORD",
        "RCMD DSPLIB LIB(QGPL)",
        "STOR --password x",
        "CWD /pwd=x",
        "",
    ] {
        assert_eq!(shown(line), line);
    }
}

#[test]
fn a_group_an_encoders_pass_and_a_special_value_are_no_passwords() {
    unmasked(&[
        "SITE EXEC docker run --user 1000:1000 image",
        "SITE EXEC podman exec --user=anna:staff box ls",
        "SITE EXEC sh -c 'docker run --user 1:2 image'",
        "SITE EXEC ffmpeg -pass 1 -i a.mp4 b.mp4",
        "SITE EXEC x264 --pass 2 a.y4m",
        "RCMD CHGUSRPRF USRPRF(ANNA) PASSWORD(*NONE)",
        "RCMD CHGUSRPRF USRPRF(ANNA) PASSWORD(*same)",
    ]);
    masked(&[
        "SITE EXEC docker run images/curl --user anna:*** x",
        "SITE EXEC docker exec box sh -c 'curl --user anna:*** x'",
        "SITE EXEC curl --user anna:*** http://docker/x",
        "SITE EXEC docker login --username anna --password ***",
        "SITE EXEC x --pass *** y",
        "RCMD CRTUSRPRF USRPRF(ANNA) PASSWORD(***)",
    ]);
}

#[test]
fn a_group_is_known_by_its_place_alone() {
    masked(&[
        "SITE EXEC curl -o /srv/docker --user anna:*** https://h/x",
        "SITE EXEC curl https://h/docker -u anna:***",
        "SITE EXEC curl -u anna:*** https://h/docker",
        "SITE EXEC lftp docker -u anna,***",
        "SITE EXEC docker run --user 1:1 -e X --proxy-user anna:*** x",
        "SITE EXEC docker run --user 1:1 --user anna:*** x",
        "SITE EXEC docker run --proxy-user anna:*** x",
        "SITE EXEC docker pull img && ./deploy --user anna:***",
        "SITE EXEC docker ps; deploy --user=anna:***",
        "SITE EXEC docker run; deploy --user=anna:***",
        "SITE EXEC podman run r --user anna:***",
        "SITE EXEC docker run --rm -it -e A=b r --user anna:***",
        "SITE EXEC docker-compose exec web http --user anna:***",
        "SITE EXEC docker run img sh -c 'x --user anna:***'",
        "SITE EXEC docker run img lftp -u anna,*** host",
        "SITE EXEC docker login --user anna:***",
        "SITE EXEC deploy docker run --user anna:***",
        "SITE EXEC deploy 'a;' docker run --user anna:***",
        "SITE EXEC deploy \\; docker run --user anna:***",
        "SITE EXEC deploy run --user anna:*** docker",
    ]);
    unmasked(&[
        "QUOTE SITE EXEC docker run --user 1:2 image",
        "SITE EXEC /usr/bin/docker run --rm -it --name box --user 1:2 image",
        "SITE EXEC cd /srv && docker container run -e A=b --user=1:2 image",
        "SITE EXEC docker ps; docker exec --user 1:2 box ls",
        "SITE EXEC sh -c 'podman create -v /a:/b --user 1:2 image'",
    ]);
}

#[test]
fn programs_that_log_in_and_those_with_operands() {
    masked(&[
        "SITE EXEC docker login -u anna -p *** host",
        "SITE EXEC docker login -p*** host",
        "SITE EXEC az login -u anna -p ***",
        "SITE EXEC htpasswd -b users anna ***",
        "SITE EXEC htpasswd -cbC 10 users anna ***",
        "SITE EXEC htpasswd -nb anna ***",
        "SITE EXEC sqlplus -s anna/***@base @x.sql",
        "SITE EXEC mongodump -u anna -p *** base",
        "SITE EXEC openssl enc -k *** -in a",
        "SITE EXEC keytool -list -storepass ***",
        "SITE EXEC schtasks /create /u anna /P *** /tn x",
        "SITE EXEC curl -H 'X-Api-Key: ***' x",
        "SITE EXEC deploy --token *** x",
        "SITE EXEC AWS_SECRET_ACCESS_KEY=*** aws s3 ls",
        "SITE EXEC sqlplus -R 3 -s anna/***@base",
        "SITE EXEC sqlplus anna/***@//host:1521/base",
        "SITE EXEC sqlldr control=a/x.ctl USERID=anna/***",
        "SITE EXEC expdp anna/*** directory=a/b",
        "SITE EXEC echo *** | docker login -u anna --password-stdin",
    ]);
    let line = "SITE EXEC sqlplus anna/kes@trel@base";
    assert_eq!(shown(line), "SITE EXEC sqlplus anna/***@base");
    unmasked(&[
        "SITE EXEC docker run -p 80:80 login",
        "SITE EXEC docker login; ssh -p 2222 host",
        "SITE EXEC htpasswd users anna",
        "SITE EXEC htpasswd -D users anna",
        "SITE EXEC sqlplus / as sysdba",
        "SITE EXEC sqlplus /nolog",
        "SITE EXEC openssl rsa -check -in a.pem",
        "SITE EXEC mongod --port 27017",
        "SITE EXEC dir /p",
        "SITE EXEC docker exec box login -p anna",
        "SITE EXEC sqlplus @dir/run.sql",
        "SITE EXEC sqlplus anna@//host:1521/base",
        "SITE EXEC sqlplus anna < dir/run.sql",
        "SITE EXEC sqlplus anna@base @dir/run.sql",
        "SITE EXEC sqlldr anna control=dir/x.ctl",
        "SITE EXEC cp token(1).txt token(2).txt",
        "SITE EXEC x --use-token=false",
        "{\"user\":\"anna\",\"token\":null}",
        "SITE EXEC docker build --secret id=name x",
    ]);
}
