//! How strong each item is in all answers together: Bradley–Terry.

/// Rounds at most; the sequence is settled long before.
const ROUNDS: usize = 2_000;
/// A change of strength that counts as none, as a share of it.
const STILL: f64 = 1e-9;

/// An item was chosen over another so many times. An answer "as good as" is half a time each way.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Won {
    /// The item that was chosen, by its index.
    pub item: usize,
    /// The other, by its index.
    pub over: usize,
    /// How many times.
    pub times: f64,
}

/// The strengths of `count` items after Bradley and Terry (1952): the chance that item i is chosen over j is
/// pᵢ ÷ (pᵢ + pⱼ). The sequence of the answers does not count.
///
/// Worked out by pᵢ ← Wᵢ ÷ Σⱼ nᵢⱼ ÷ (pᵢ + pⱼ) (Zermelo 1929; Hunter 2004). Where `is_anchored`, each item is also
/// chosen half a time over an item of strength 1, and that half a time over it: so each strength is finite, also that
/// of an item that never lost, and all stand on one scale. Else their geometric mean is 1, and each item must have
/// won and lost.
pub fn strengths(count: usize, won: &[Won], is_anchored: bool) -> Vec<f64> {
    let anchor = if is_anchored { 0.5 } else { 0.0 };
    let mut wins = vec![anchor; count];
    for one in won {
        wins[one.item] += one.times;
    }
    let mut now = vec![1.0_f64; count];
    for _ in 0..ROUNDS {
        let mut met: Vec<f64> = now.iter().map(|p| 2.0 * anchor / (p + 1.0)).collect();
        for one in won {
            let share = one.times / (now[one.item] + now[one.over]);
            met[one.item] += share;
            met[one.over] += share;
        }
        let mut next: Vec<f64> = wins.iter().zip(&met).map(|(w, m)| if *m > 0.0 { w / m } else { 1.0 }).collect();
        if !is_anchored {
            level(&mut next);
        }
        let is_still = now.iter().zip(&next).all(|(a, b)| (a - b).abs() <= STILL * b.abs());
        now = next;
        if is_still {
            break;
        }
    }
    now
}

/// Divides by the geometric mean.
#[expect(clippy::cast_precision_loss, reason = "far fewer than 2^52 items")]
fn level(strengths: &mut [f64]) {
    let known = strengths.iter().filter(|p| **p > 0.0);
    let mean = known.clone().map(|p| p.ln()).sum::<f64>() / known.count().max(1) as f64;
    for p in strengths {
        *p /= mean.exp();
    }
}
