//! The opening of a library that opens nothing: nobody can have one.

use std::sync::Arc;

use super::keyring::Keyring;
use super::opened::{Hellos, LostRecords, Opened, Opening, OpeningTry};

/// Would open the records of a connection.
#[derive(Debug)]
pub(super) enum Opener {}

impl Opener {
    pub(super) fn new(ring: &Arc<Keyring>) -> Self {
        match **ring {}
    }

    pub(super) fn opened(&self) -> &Opened {
        match *self {}
    }

    pub(super) fn renegotiates(&mut self) {
        match *self {}
    }

    pub(super) fn room(&self) -> usize {
        match *self {}
    }

    pub(super) fn has_come(&self, _: usize) {
        match *self {}
    }

    pub(super) fn overfull(&self) {
        match *self {}
    }

    pub(super) fn is_open(&self, _: usize) -> bool {
        match *self {}
    }

    pub(super) fn can_guess(&self, _: usize, _: Hellos) -> bool {
        match *self {}
    }

    pub(super) fn can_try(&self, _: usize, _: Hellos) -> bool {
        match *self {}
    }

    pub(super) fn found_suite(&self) -> Option<u16> {
        match *self {}
    }

    pub(super) fn cipher_changes(&mut self, _: usize) {
        match *self {}
    }

    pub(super) fn ticket(&mut self, _: &[u8]) {
        match *self {}
    }

    pub(super) fn finished(&mut self, _: usize) {
        match *self {}
    }

    pub(super) fn early_data_ends(&mut self, _: usize) {
        match *self {}
    }

    pub(super) fn key_update(&mut self, _: usize) {
        match *self {}
    }

    pub(super) fn open(&mut self, _: OpeningTry, _: &mut Vec<u8>) -> Opening {
        match *self {}
    }

    pub(super) fn probe(&mut self, _: OpeningTry) -> bool {
        match *self {}
    }

    pub(super) fn give_up(&mut self, _: usize) {
        match *self {}
    }

    pub(super) fn mark_uncertain(&mut self, _: usize) {
        match *self {}
    }

    pub(super) fn cut_off(&mut self) {
        match *self {}
    }

    pub(super) fn began_late(&self, _: usize) -> bool {
        match *self {}
    }

    pub(super) fn came_before(&mut self, _: usize, _: u64) -> LostRecords {
        match *self {}
    }

    pub(super) fn never_opened(&self, _: usize, _: u64) -> LostRecords {
        match *self {}
    }

    pub(super) fn torn(&mut self, _: usize, _: usize, _: &[u8]) -> LostRecords {
        match *self {}
    }

    pub(super) fn astray(&mut self, _: usize) -> bool {
        match *self {}
    }

    pub(super) fn find(
        &mut self,
        _: OpeningTry,
        _: (u64, &[u8]),
        _: &mut Vec<u8>,
    ) -> Option<(u8, LostRecords)> {
        match *self {}
    }

    pub(super) fn ends_astray(&mut self, _: usize, _: u64) -> LostRecords {
        match *self {}
    }
}
