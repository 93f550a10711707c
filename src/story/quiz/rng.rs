//! Chance that is the same on every machine and in every version: `SplitMix64`, of which the next
//! number is a function of a counter alone.

/// Numbers from a seed.
#[derive(Clone, Debug)]
pub(super) struct Rng(u64);

impl Rng {
    pub(super) fn new(seed: u64) -> Self {
        Rng(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut number = self.0;
        number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        number ^ (number >> 31)
    }

    /// A number below `end`, which is not 0. That some come a little more often does not matter
    /// here.
    pub(super) fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    /// Puts a list in another order.
    pub(super) fn shuffle<T>(&mut self, list: &mut [T]) {
        for last in (1..list.len()).rev() {
            list.swap(last, self.below(last + 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_are_those_of_the_algorithm() {
        let mut rng = Rng::new(0);
        assert_eq!(rng.next(), 0xe220_a839_7b1d_cdaf);
        assert_eq!(rng.next(), 0x6e78_9e6a_a1b9_65f4);
    }

    #[test]
    fn nothing_is_lost_and_every_place_is_reached() {
        let mut firsts = [false; 5];
        for seed in 0..50 {
            let mut list = [0, 1, 2, 3, 4];
            Rng::new(seed).shuffle(&mut list);
            firsts[list[0]] = true;
            list.sort_unstable();
            assert_eq!(list, [0, 1, 2, 3, 4]);
        }
        assert_eq!(firsts, [true; 5]);
    }
}
