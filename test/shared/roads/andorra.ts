import { readFileSync } from 'node:fs';
import { parsePlaces } from '../../../shared/roads/places.ts';
import { buildStreetGraph } from '../../../shared/roads/street-graph.ts';
import { buildStreetIndex } from '../../../shared/roads/street-index.ts';
import { parseStreets } from '../../../shared/roads/streets.ts';

/** The real streets that the project brings along. */
const read = (file: string): string =>
  readFileSync(new URL(`../../../local/simulator/data/${file}`, import.meta.url), 'utf8');

export const streets = parseStreets(read('andorra-roads.geojson'), 'andorra-roads.geojson');
export const places = parsePlaces(read('andorra-places.geojson'), 'andorra-places.geojson');
export const graph = buildStreetGraph(streets, 'andorra-roads.geojson');
export const index = buildStreetIndex(graph);
