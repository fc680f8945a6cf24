// A very small painter: flat colours, soft edges, one RGB frame at a time.

export const WIDTH = 640;
export const HEIGHT = 360;

export const mix = (a, b, t) => a.map((v, i) => v + (b[i] - v) * t);
export const clamp = (v, low = 0, high = 1) => Math.min(high, Math.max(low, v));

export class Frame {
  pixels = new Uint8Array(WIDTH * HEIGHT * 3);

  blend(x, y, colour, cover) {
    if (cover <= 0 || x < 0 || x >= WIDTH || y < 0 || y >= HEIGHT) return;
    const at = (y * WIDTH + x) * 3;
    const share = Math.min(1, cover);
    for (let i = 0; i < 3; i += 1) {
      this.pixels[at + i] += (colour[i] - this.pixels[at + i]) * share;
    }
  }

  rows(from, to, colourAt) {
    for (let y = Math.max(0, from); y < Math.min(HEIGHT, to); y += 1) {
      const colour = colourAt(y);
      for (let x = 0; x < WIDTH; x += 1) this.blend(x, y, colour, 1);
    }
  }

  disc(cx, cy, radius, colour, { glow = 0, strength = 1 } = {}) {
    const reach = radius + glow;
    for (let y = Math.floor(cy - reach); y <= cy + reach; y += 1) {
      for (let x = Math.floor(cx - reach); x <= cx + reach; x += 1) {
        const away = Math.hypot(x - cx, y - cy) - radius;
        const halo = glow && away > 0 ? 0.35 * clamp(1 - away / glow) ** 2 : 0;
        this.blend(x, y, colour, strength * Math.max(clamp(0.5 - away), halo));
      }
    }
  }

  // Several discs as one soft shape, so that where they overlap nothing shows.
  puff(discs, colour, strength) {
    const xs = discs.flatMap(([x, , r]) => [x - r, x + r]);
    const ys = discs.flatMap(([, y, r]) => [y - r, y + r]);
    for (let y = Math.floor(Math.min(...ys)); y <= Math.max(...ys); y += 1) {
      for (let x = Math.floor(Math.min(...xs)); x <= Math.max(...xs); x += 1) {
        const cover = Math.max(...discs.map(([cx, cy, r]) => r - Math.hypot(x - cx, y - cy)));
        this.blend(x, y, colour, strength * clamp(cover + 0.5));
      }
    }
  }

  // Everything below the line `topAt(x)`, down to `bottom`.
  below(topAt, bottom, colour) {
    for (let x = 0; x < WIDTH; x += 1) {
      const top = topAt(x);
      for (let y = Math.floor(top); y < bottom; y += 1) this.blend(x, y, colour, y + 1 - top);
    }
  }

  // A convex shape; its points go clockwise on the screen.
  shape(points, colour, strength = 1) {
    const xs = points.map(([x]) => x);
    const ys = points.map(([, y]) => y);
    const edges = points.map(([x, y], i) => {
      const [nx, ny] = points[(i + 1) % points.length];
      const length = Math.hypot(nx - x, ny - y) || 1;
      return { x, y, dx: (nx - x) / length, dy: (ny - y) / length };
    });
    for (let y = Math.floor(Math.min(...ys)); y <= Math.max(...ys); y += 1) {
      for (let x = Math.floor(Math.min(...xs)); x <= Math.max(...xs); x += 1) {
        let inside = Infinity;
        for (const e of edges) {
          inside = Math.min(inside, e.dx * (y - e.y) - e.dy * (x - e.x));
        }
        this.blend(x, y, colour, strength * clamp(inside + 0.5));
      }
    }
  }

  box(x, y, width, height, colour, strength = 1) {
    this.shape([[x, y], [x + width, y], [x + width, y + height], [x, y + height]], colour, strength);
  }

  // Water mirrors what stands above `shore`, pushed sideways by the waves.
  mirror(shore, tint, depth, time) {
    const source = this.pixels.slice();
    for (let y = shore; y < HEIGHT; y += 1) {
      const below = y - shore;
      const from = Math.max(0, Math.round(shore - 1 - below * 0.9));
      const shift = Math.round(Math.sin(below * 0.55 - time * 1.6) * (1 + below * 0.03));
      for (let x = 0; x < WIDTH; x += 1) {
        const at = (from * WIDTH + clamp(x + shift, 0, WIDTH - 1)) * 3;
        const seen = [source[at], source[at + 1], source[at + 2]];
        this.blend(x, y, mix(seen, tint, depth + (below / HEIGHT) * 0.5), 1);
      }
    }
  }
}
