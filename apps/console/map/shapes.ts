import type { Look } from '../fleet/car-look.ts';

/** Shapes of cars, 24 by 24 around the centre, the front above. Every state has its own, beside its colour. */
export const SHAPES: Readonly<Record<Look, string>> = {
  // An arrow in a drop: it is free, and where it looks.
  free: 'M0 -11 C5 -6 8 -3 8 2 A8 8 0 1 1 -8 2 C-8 -3 -5 -6 0 -11Z',
  reserved: 'M0 -11 L9 0 L0 10 L-9 0Z',
  asked: 'M0 -10 L9 -3 L6 9 L-6 9 L-9 -3Z',
  'in-use': 'M0 -11 L9 10 L0 5 L-9 10Z',
  paused: 'M-8 -9 H-2 V9 H-8Z M2 -9 H8 V9 H2Z',
  'out-of-service': 'M-9 -6 L-6 -9 L0 -3 L6 -9 L9 -6 L3 0 L9 6 L6 9 L0 3 L-6 9 L-9 6 L-3 0Z',
  'not-free': 'M-8 -8 H8 V8 H-8Z',
  silent: 'M0 -9 A9 9 0 1 0 0.01 -9Z M0 -5 A5 5 0 1 1 -0.01 -5Z',
};

/** On the map and in lists. */
export const COLOURS: Readonly<Record<'light' | 'dark', Readonly<Record<Look, string>>>> = {
  light: {
    free: '#0f7038',
    reserved: '#8a5300',
    asked: '#7a3fb0',
    'in-use': '#0b57d0',
    paused: '#0a6f7a',
    'out-of-service': '#b3261e',
    'not-free': '#565e6b',
    silent: '#7a828e',
  },
  dark: {
    free: '#66d492',
    reserved: '#ffc166',
    asked: '#cfa4f5',
    'in-use': '#8ab4ff',
    paused: '#67d3df',
    'out-of-service': '#ff9a92',
    'not-free': '#a6b0be',
    silent: '#8b94a3',
  },
};
