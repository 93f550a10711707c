use proptest::prelude::*;

use super::*;
use crate::capture::testing::{
    ByteOrder, Driven, block, drive, enhanced, interface, option, section,
};

fn read(file: &[u8]) -> Driven {
    drive(&ENTRY, file, &Limits::default())
}

fn damage(parts: &[Vec<u8>]) -> Option<Damage> {
    read(&parts.concat()).1
}

#[test]
fn sections_of_both_orders_with_their_own_interfaces() {
    use ByteOrder::{Big, Little};
    let file = [
        section(Big),
        interface(Big, 1, 0, &[]),
        interface(Big, 113, 0, &option(Big, IF_TSRESOL, &[9])),
        enhanced(Big, 1, 7, 3, b"abc"),
        section(Little),
        interface(Little, 276, 0, &[]),
        block(Little, 0x0bad, b"????"),
        enhanced(Little, 0, 7, 99, b"hello"),
    ];
    let (records, damage, left) = read(&file.concat());
    assert_eq!((damage, left), (None, 0));
    assert_eq!(
        (
            records[0].0.link,
            records[0].0.time,
            records[0].0.nanoseconds
        ),
        (LinkType(113), Time::from_nanos(7), true)
    );
    assert_eq!(
        (
            records[1].0.link,
            records[1].0.time,
            records[1].0.nanoseconds
        ),
        (LinkType(276), Time::from_nanos(7000), false)
    );
    assert_eq!(
        (records[1].0.wire_len, records[1].1.as_slice()),
        (99, &b"hello"[..])
    );
}

/// The first day of the year 2500 is a Friday, as that of 2100.
#[test]
fn times_that_cannot_be_held_are_moved_and_stay_as_far_apart() {
    let clock = InterfaceClock::new(6, 0);
    let (first, next) = (16_725_225_600_000_000, 16_725_225_600_010_000);
    assert_eq!(
        clock.time(first),
        (Time::from_nanos(4_102_444_800_000_000_000), true)
    );
    assert_eq!(clock.time(next).0.since(clock.time(first).0), 10_000_000);
    assert!(!clock.time(9_223_372_036_000_000).1 && clock.time(9_223_372_037_000_000).1);
    for offset in [i64::MIN, i64::MAX] {
        assert!(InterfaceClock::new(0, offset).time(u64::MAX).1);
    }
}

#[test]
fn resolutions_and_offsets() {
    let cases: [(u8, i64, u64, i64); 9] = [
        (6, 0, 1_500_000, 1_500_000_000),
        (0, 0, 3, 3_000_000_000),
        (9, 0, 42, 42),
        (12, 0, 42_999, 42),
        (28, 0, u64::MAX, 1),
        (127, 0, u64::MAX, 0),
        (0x8a, 0, 1024 + 512, 1_500_000_000),
        (0xff, 0, u64::MAX, 0),
        (6, -2, 1_000_000, -1_000_000_000),
    ];
    for (resolution, offset, ticks, expected) in cases {
        assert_eq!(
            InterfaceClock::new(resolution, offset).time(ticks).0,
            Time::from_nanos(expected),
            "{resolution:#x} {offset} {ticks}"
        );
    }
    let fine: Vec<u8> = (0..=255)
        .filter(|value| InterfaceClock::new(*value, 0).nanoseconds)
        .collect();
    assert_eq!(fine, (7..128).chain(128 + 20..=255).collect::<Vec<u8>>());
}

#[test]
fn interface_options_are_read_up_to_where_they_make_sense() {
    let order = ByteOrder::Big;
    let comment = option(order, 1, b"odd");
    let offset = option(order, IF_TSOFFSET, &2_i64.to_be_bytes());
    assert_eq!(
        first_time(order, &[&comment[..], &offset].concat()),
        Time::from_nanos(2_000_005_000)
    );
    assert_eq!(
        first_time(
            order,
            &[&comment[..], &option(order, 0, b""), &offset].concat()
        ),
        Time::from_nanos(5000)
    );
    assert_eq!(
        first_time(order, &[0, 9, 0xff, 0xff, 9, 0, 0, 0]),
        Time::from_nanos(5000)
    );
    assert_eq!(
        first_time(order, &option(order, IF_TSRESOL, b"")),
        Time::from_nanos(5000)
    );
}

fn first_time(order: ByteOrder, options: &[u8]) -> Time {
    let file = [
        section(order),
        interface(order, 1, 0, options),
        enhanced(order, 0, 5, 1, b"x"),
    ];
    read(&file.concat()).0[0].0.time
}

#[test]
fn simple_packets_are_cut_by_the_snap_length_and_take_the_last_time() {
    let order = ByteOrder::Little;
    let file = [
        section(order),
        interface(order, 1, 5, &[]),
        simple(order, 9, b"12345\0\0\0"),
        enhanced(order, 0, 77, 1, b"x"),
        simple(order, 3, b"abc\0"),
        section(order),
        interface(order, 1, 0, &[]),
        simple(order, 1000, b"ends"),
    ];
    let (records, damage, _) = read(&file.concat());
    assert_eq!(damage, None);
    let got: Vec<(&[u8], u32, Time)> = records
        .iter()
        .map(|(record, data)| (data.as_slice(), record.wire_len, record.time))
        .collect();
    let time = Time::from_nanos(77_000);
    let expected: [(&[u8], u32, Time); 4] = [
        (b"12345", 9, Time::from_nanos(0)),
        (b"x", 1, time),
        (b"abc", 3, time),
        (b"ends", 1000, time),
    ];
    assert_eq!(got, expected);
}

fn simple(order: ByteOrder, original: u32, data: &[u8]) -> Vec<u8> {
    block(
        order,
        SIMPLE_PACKET,
        &[&order.u32(original)[..], data].concat(),
    )
}

#[test]
fn the_obsolete_packet_block() {
    let order = ByteOrder::Big;
    let mut body = vec![0, 1, 0xff, 0xff];
    for field in [0_u32, 8, 2, 60] {
        body.extend_from_slice(&field.to_be_bytes());
    }
    body.extend_from_slice(b"hi\0\0");
    let file = [
        section(order),
        interface(order, 1, 0, &[]),
        interface(order, 9, 0, &[]),
        block(order, PACKET, &body),
    ];
    let (records, _, _) = read(&file.concat());
    assert_eq!(
        (records[0].0.link, records[0].0.wire_len),
        (LinkType(9), 60)
    );
    assert_eq!(
        (records[0].0.time, records[0].1.as_slice()),
        (Time::from_nanos(8000), &b"hi"[..])
    );
}

#[test]
fn the_text_of_a_tls_key_log_is_found_in_either_order() {
    for order in [ByteOrder::Big, ByteOrder::Little] {
        let whole = [&order.u32(TLS_KEY_LOG)[..], &order.u32(3), b"abc\0"].concat();
        assert_eq!(step_of_secrets(order, &whole), Ok(secrets(19, 24)));
        let overfull = [&order.u32(TLS_KEY_LOG)[..], &order.u32(99), b"abc\0"].concat();
        assert_eq!(step_of_secrets(order, &overfull), Ok(secrets(20, 24)));
        assert_eq!(
            step_of_secrets(order, &whole[..4]),
            Ok(FormatStep::Skip(16))
        );
        let other = [&order.u32(0x5353_484b)[..], &order.u32(3), b"abc\0"].concat();
        assert_eq!(step_of_secrets(order, &other), Ok(FormatStep::Skip(24)));
    }
}

fn step_of_secrets(order: ByteOrder, body: &[u8]) -> Result<FormatStep, Damage> {
    let mut format = PcapNg::new(&Limits::default());
    let header = section(order);
    format.step(&header).expect("a section");
    format.step(&block(order, DECRYPTION_SECRETS, body))
}

fn secrets(end: usize, size: usize) -> FormatStep {
    FormatStep::Secrets {
        text: 16..end,
        size,
    }
}

#[test]
fn damage_is_named() {
    let order = ByteOrder::Little;
    let start = [section(order), interface(order, 1, 0, &[])].concat();
    let with = |block: Vec<u8>| damage(&[start.clone(), block]);
    assert_eq!(
        with(enhanced(order, 1, 0, 1, b"x")),
        Some(Damage::Interface {
            named: 1,
            described: 1
        })
    );
    assert_eq!(
        with([word(9), word(14), word(0), word(0)].concat()),
        Some(Damage::BlockLength {
            claimed: 14,
            limit: 17 << 20
        })
    );
    assert!(matches!(
        with([word(9), word(8), word(0)].concat()),
        Some(Damage::BlockLength { claimed: 8, .. })
    ));
    assert!(matches!(
        with([word(6), word(u32::MAX - 3), word(0)].concat()),
        Some(Damage::BlockLength {
            claimed: 0xffff_fffc,
            ..
        })
    ));
    assert_eq!(
        with([word(9), word(16), word(0), word(20)].concat()),
        Some(Damage::Trailer { claimed: 16 })
    );
    assert_eq!(
        with(block(order, ENHANCED_PACKET, &[0; 16])),
        Some(Damage::TooShort { have: 16, need: 20 })
    );
    let mut overfull = enhanced(order, 0, 0, 1, b"x");
    overfull[HEAD + 12] = 5;
    assert_eq!(
        with(overfull),
        Some(Damage::Overfull {
            claimed: 5,
            room: 4
        })
    );
    let mut order_unknown = section(order);
    order_unknown[8] = 0;
    assert!(matches!(
        with(order_unknown),
        Some(Damage::ByteOrder { found: 0x003c_2b1a })
    ));
    let mut version = section(order);
    version[12] = 2;
    assert_eq!(
        with(version),
        Some(Damage::Version {
            found: 2,
            expected: 1
        })
    );
}

fn word(value: u32) -> [u8; 4] {
    value.to_le_bytes()
}

#[test]
fn interfaces_and_frames_are_capped() {
    let order = ByteOrder::Little;
    let limits = Limits {
        interfaces: 1,
        frame: 3,
        ..Limits::default()
    };
    let file = [
        section(order),
        interface(order, 1, 0, &[]),
        interface(order, 1, 0, &[]),
    ]
    .concat();
    assert_eq!(
        drive(&ENTRY, &file, &limits).1,
        Some(Damage::Interfaces { limit: 1 })
    );
    let file = [
        section(order),
        interface(order, 1, 0, &[]),
        enhanced(order, 0, 0, 4, b"four"),
    ]
    .concat();
    assert_eq!(
        drive(&ENTRY, &file, &limits).1,
        Some(Damage::TooLong {
            claimed: 4,
            limit: 3
        })
    );
}

#[test]
fn a_cut_anywhere_gives_the_whole_packets_before_it() {
    let order = ByteOrder::Big;
    let packet = enhanced(order, 0, 0, 5, b"hello");
    let start = [section(order), interface(order, 1, 0, &[])].concat();
    let file = [start.clone(), packet.clone(), packet.clone()].concat();
    for cut in 0..=file.len() {
        let (records, damage, _) = read(&file[..cut]);
        let whole = cut.saturating_sub(start.len()) / packet.len();
        assert_eq!((records.len(), damage), (whole, None), "cut at {cut}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]
    #[test]
    fn no_bytes_panic(
        types in proptest::collection::vec(0..8_u32, 0..8),
        body in proptest::collection::vec(any::<u8>(), 0..80),
        tail in proptest::collection::vec(any::<u8>(), 0..80),
    ) {
        let order = ByteOrder::Little;
        let mut file = [section(order), interface(order, 1, 0, &[])].concat();
        for kind in types {
            file.extend(block(order, kind, &body[..body.len() / 4 * 4]));
        }
        file.extend(tail);
        read(&file);
    }
}
