// SHA-256 and SHA-512 of FIPS 180-4 for pages without a server: file:// and plain http have no
// WebCrypto everywhere. One text for both; made for receipts of some kilobytes.
const sha2 = (() => {
  const primes = []
  for (let n = 2n; primes.length < 80; n += 1n) {
    if (primes.every((prime) => n % prime !== 0n)) primes.push(n)
  }

  /** The whole part of the `degree`-th root. */
  function rootOf(value, degree) {
    let [low, high] = [0n, 1n << 80n]
    while (high - low > 1n) {
      const middle = (low + high) / 2n
      if (middle ** degree <= value) low = middle
      else high = middle
    }
    return low
  }

  /** `turns`: the rotations of Σ0, Σ1, σ0 and σ1; the last one of σ is a shift. */
  function makeHash(bits, rounds, turns) {
    const width = BigInt(bits)
    const mask = (1n << width) - 1n
    const fraction = (prime, degree) => rootOf(prime << (degree * width), degree) & mask
    const start = primes.slice(0, 8).map((prime) => fraction(prime, 2n))
    const constants = primes.slice(0, rounds).map((prime) => fraction(prime, 3n))
    const turn = (x, by) => (x >> by) | ((x << (width - by)) & mask)
    const big = (x, [a, b, c]) => turn(x, a) ^ turn(x, b) ^ turn(x, c)
    const small = (x, [a, b, c]) => turn(x, a) ^ turn(x, b) ^ (x >> c)

    function scheduleOf(words) {
      const schedule = [...words]
      for (let t = 16; t < rounds; t += 1) {
        const [w2, w7, w15, w16] = [2, 7, 15, 16].map((back) => schedule[t - back])
        schedule.push((small(w2, turns[3]) + w7 + small(w15, turns[2]) + w16) & mask)
      }
      return schedule
    }

    function compress(state, words) {
      let [a, b, c, d, e, f, g, h] = state
      scheduleOf(words).forEach((word, t) => {
        const choice = (e & f) ^ (~e & mask & g)
        const majority = (a & b) ^ (a & c) ^ (b & c)
        const first = h + big(e, turns[1]) + choice + constants[t] + word
        const second = big(a, turns[0]) + majority
        ;[h, g, f, e, d, c, b, a] = [g, f, e, (d + first) & mask, c, b, a, (first + second) & mask]
      })
      return [a, b, c, d, e, f, g, h].map((part, index) => (part + state[index]) & mask)
    }

    return (bytes) => {
      const blockBytes = bits * 2
      const length = bytes.length + 1 + bits / 4
      const padded = new Uint8Array(Math.ceil(length / blockBytes) * blockBytes)
      padded.set(bytes)
      padded[bytes.length] = 0x80
      new DataView(padded.buffer).setUint32(padded.length - 4, bytes.length * 8)
      let state = start
      for (let at = 0; at < padded.length; at += blockBytes) {
        const words = []
        for (let word = 0; word < 16; word += 1) {
          const from = at + (word * bits) / 8
          words.push(
            padded
              .slice(from, from + bits / 8)
              .reduce((all, byte) => (all << 8n) | BigInt(byte), 0n),
          )
        }
        state = compress(state, words)
      }
      const hex = state.map((part) => part.toString(16).padStart(bits / 4, '0')).join('')
      return Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16))
    }
  }

  return {
    sha256: makeHash(32, 64, [
      [2n, 13n, 22n],
      [6n, 11n, 25n],
      [7n, 18n, 3n],
      [17n, 19n, 10n],
    ]),
    sha512: makeHash(64, 80, [
      [28n, 34n, 39n],
      [14n, 18n, 41n],
      [1n, 8n, 7n],
      [19n, 61n, 6n],
    ]),
  }
})()
