// Places for the things of a small network: the same ones every time, labels not on top of each other.

const WIDE = 132, HIGH = 60, NEAR = 92, FAR = 165, FEW = 40, GOLDEN = Math.PI * (3 - Math.sqrt(5));

// `count` things, `edges` pairs of their numbers; gives [x, y] for each.
export const layout = (count, edges) => {
  const ideal = Math.max(NEAR, FAR - (FAR - NEAR) * count / FEW);  // few things may stand wide apart: their arrows are labelled
  const degree = new Array(count).fill(0);
  for (const [from, to] of edges) { degree[from] += 1; degree[to] += 1; }
  const order = [...degree.keys()].sort((a, b) => degree[b] - degree[a] || a - b);
  const x = new Float64Array(count), y = new Float64Array(count), moveX = new Float64Array(count), moveY = new Float64Array(count);
  order.forEach((one, place) => {  // a spiral, the busiest in the middle
    const out = ideal * 0.7 * Math.sqrt(place);
    x[one] = out * Math.cos(place * GOLDEN);
    y[one] = out * Math.sin(place * GOLDEN);
  });
  const rounds = count > 120 ? 160 : 320;
  for (let round = 0; round < rounds; round += 1) {
    const heat = ideal * 0.8 * (1 - round / rounds) + 1;
    for (let i = 0; i < count; i += 1) { moveX[i] = -0.05 * x[i]; moveY[i] = -0.08 * y[i]; }
    for (let i = 0; i < count; i += 1) {
      for (let j = 0; j < i; j += 1) {
        const gapX = x[i] - x[j], gapY = y[i] - y[j], push = ideal * ideal / Math.max(gapX * gapX + gapY * gapY, 25);
        moveX[i] += gapX * push; moveY[i] += gapY * push; moveX[j] -= gapX * push; moveY[j] -= gapY * push;
      }
    }
    for (const [from, to] of edges) {
      const gapX = x[from] - x[to], gapY = y[from] - y[to], pull = Math.hypot(gapX, gapY) / ideal * 0.8;
      moveX[from] -= gapX * pull; moveY[from] -= gapY * pull; moveX[to] += gapX * pull; moveY[to] += gapY * pull;
    }
    for (let i = 0; i < count; i += 1) {
      const far = Math.hypot(moveX[i], moveY[i]) || 1, step = Math.min(far, heat) / far;
      x[i] += moveX[i] * step; y[i] += moveY[i] * step;
    }
  }
  spread(x, y, count);
  return Array.from(x, (here, i) => [here, y[i]]);
};

const spread = (x, y, count) => {
  for (let round = 0; round < 120; round += 1) {
    let moved = false;
    for (let i = 0; i < count; i += 1) {
      for (let j = 0; j < i; j += 1) {
        const across = WIDE - Math.abs(x[i] - x[j]), down = HIGH - Math.abs(y[i] - y[j]);
        if (across <= 1 || down <= 1) continue;
        moved = true;
        if (across / WIDE < down / HIGH) { const push = across / 2 * (x[i] >= x[j] ? 1 : -1); x[i] += push; x[j] -= push; }
        else { const push = down / 2 * (y[i] >= y[j] ? 1 : -1); y[i] += push; y[j] -= push; }
      }
    }
    if (!moved) return;
  }
};
