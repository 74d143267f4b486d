import type { RandomStream } from '@ftn/random';

/**
 * As many draws as there are images, of every class as many as of any other (one more of some, by chance, where they do not
 * divide); no image of a class comes again before all of it have come. Classes without images have none.
 */
export function balancedOrder(labels: ArrayLike<number>, random: RandomStream): Int32Array {
  const members = new Map<number, number[]>();
  for (let i = 0; i < labels.length; i++) {
    const own = members.get(labels[i]!);
    if (own) own.push(i);
    else members.set(labels[i]!, [i]);
  }
  const classes = [...members].sort(([a], [b]) => a - b).map(([, own]) => own);
  const extra = new Set(random.permutation(classes.length).subarray(0, labels.length % classes.length));
  const each = Math.floor(labels.length / classes.length);
  const drawn = classes.flatMap((own, c) => {
    const draws: number[] = [];
    while (draws.length < each + (extra.has(c) ? 1 : 0)) {
      for (const i of random.permutation(own.length)) draws.push(own[i]!);
    }
    return draws.slice(0, each + (extra.has(c) ? 1 : 0));
  });
  return random.permutation(drawn.length).map((i) => drawn[i]!);
}

/** How often each draw's image came before in the order. */
export function earlierDraws(order: Int32Array): Int32Array {
  const seen = new Map<number, number>();
  return order.map((index) => {
    const before = seen.get(index) ?? 0;
    seen.set(index, before + 1);
    return before;
  });
}
