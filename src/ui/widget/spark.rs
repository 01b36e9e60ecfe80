//! Numbers from 0 to 100 as a small line.

/// The signs from low to high.
const SIGNS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// The last of the numbers, one column each, at most so many.
pub fn line(numbers: &[u8], columns: usize) -> String {
    let from = numbers.len().saturating_sub(columns);
    let sign = |n: &u8| SIGNS[(usize::from(*n) * SIGNS.len() / 101).min(SIGNS.len() - 1)];
    numbers[from..].iter().map(sign).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_last_numbers_are_drawn() {
        assert_eq!(super::line(&[0, 50, 100], 9), "▁▄█");
        assert_eq!(super::line(&[0, 50, 100], 1), "█");
        assert_eq!(super::line(&[], 5), "");
    }
}
