/**
 * Splits an amount among shares so that every cent is handed out and no more (M7): each share first gets the whole
 * cents of its part, then the cents left over go one each to the largest remainders; of equal remainders the lower
 * share number comes first. The same input gives the same answer, always.
 *
 * `totalMinor` is an integer of minor units, negative for something taken back; `weights` are integers from 0 up, in
 * the order of their share numbers, not all 0. Returns one amount for each weight. Throws RangeError on other input.
 */
export function splitExact(totalMinor: number, weights: ArrayLike<number>): Float64Array {
  if (!Number.isSafeInteger(totalMinor)) throw new RangeError("the amount must be an integer of minor units");
  if (totalMinor < 0) {
    const parts = splitExact(-totalMinor, weights);
    for (let at = 0; at < parts.length; at++) parts[at] = 0 - parts[at]!;
    return parts;
  }
  const count = weights.length;
  let sum = 0;
  let largest = 0;
  for (let at = 0; at < count; at++) {
    const weight = weights[at]!;
    if (!Number.isSafeInteger(weight) || weight < 0) throw new RangeError("weights must be integers from 0 up");
    sum += weight;
    if (weight > largest) largest = weight;
  }
  if (sum === 0) throw new RangeError("somebody must have a share");
  if (!Number.isSafeInteger(sum)) throw new RangeError("the weights are too large");

  const parts = new Float64Array(count);
  const remainders = new Float64Array(count);
  // A product within 2^53 is exact in a double, and a division corrected by its remainder is too: a million shares
  // take a tenth of what whole-number arithmetic of any size costs. Larger products take that road.
  const handed =
    totalMinor * largest <= Number.MAX_SAFE_INTEGER
      ? divideInDoubles(totalMinor, weights, sum, parts, remainders)
      : divideInBigInts(totalMinor, weights, sum, parts, remainders);

  const left = totalMinor - handed;
  if (left > 0) {
    const ordered = remainders.slice().sort();
    const threshold = ordered[count - left]!;
    let equal = left;
    for (let at = 0; at < count; at++) {
      if (remainders[at]! > threshold) {
        parts[at]! += 1;
        equal--;
      }
    }
    for (let at = 0; equal > 0; at++) {
      if (remainders[at] === threshold) {
        parts[at]! += 1;
        equal--;
      }
    }
  }
  return parts;
}

function divideInDoubles(
  total: number,
  weights: ArrayLike<number>,
  sum: number,
  parts: Float64Array,
  remainders: Float64Array,
): number {
  let handed = 0;
  for (let at = 0; at < weights.length; at++) {
    const product = total * weights[at]!;
    let part = Math.floor(product / sum);
    let remainder = product - part * sum;
    // The quotient was rounded to a double and may have reached the next whole number.
    if (remainder < 0) {
      part -= 1;
      remainder += sum;
    }
    parts[at] = part;
    remainders[at] = remainder;
    handed += part;
  }
  return handed;
}

function divideInBigInts(
  total: number,
  weights: ArrayLike<number>,
  sum: number,
  parts: Float64Array,
  remainders: Float64Array,
): number {
  const bigTotal = BigInt(total);
  const bigSum = BigInt(sum);
  let handed = 0;
  for (let at = 0; at < weights.length; at++) {
    const product = bigTotal * BigInt(weights[at]!);
    const part = Number(product / bigSum);
    parts[at] = part;
    remainders[at] = Number(product % bigSum);
    handed += part;
  }
  return handed;
}
