import type { Plugin } from 'esbuild';
import { allRoutes } from '../shared/contracts/all-routes.ts';

/** Puts a list of methods and paths in the place of `shared/contracts/all-routes.ts`, which reads all contracts. */
export const onlyRoutePlaces: Plugin = {
  name: 'only-route-places',
  setup(build) {
    build.onLoad({ filter: /shared\/contracts\/all-routes\.ts$/ }, () => ({
      contents: `export const allRoutes = ${JSON.stringify(allRoutes)};`,
    }));
  },
};
