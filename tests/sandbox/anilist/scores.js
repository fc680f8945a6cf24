// One stored number from 0 to 100, shown in the five ways a person can choose from.

// The stored number of each step; a number below the next bound shows as this step.
const STEPS = { POINT_5: [10, 30, 50, 70, 90], POINT_3: [35, 60, 85] };
const BOUNDS = { POINT_5: [30, 50, 70, 90], POINT_3: [36, 61] };
const HIGHEST = { POINT_100: 100, POINT_10_DECIMAL: 10, POINT_10: 10, POINT_5: 5, POINT_3: 3 };

export const highest = (format) => HIGHEST[format];

export function shown(raw, format) {
  if (!raw) return 0;
  if (BOUNDS[format]) return 1 + BOUNDS[format].filter((bound) => raw >= bound).length;
  if (format === 'POINT_100') return raw;
  return format === 'POINT_10' ? Math.floor(raw / 10) : raw / 10;
}

export function raw(score, format) {
  if (!score) return 0;
  if (STEPS[format]) return STEPS[format][Math.round(score) - 1];
  return format === 'POINT_100' ? Math.round(score) : Math.round(score * 10);
}
