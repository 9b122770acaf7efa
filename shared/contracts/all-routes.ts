import { routes } from './catalogue.ts';
import type { RouteContract } from './define.ts';

/** Method and path of every route. In a bundle a list of nothing else takes the place of this module. */
export type RoutePlace = Pick<RouteContract, 'method' | 'path'>;

export const allRoutes: readonly RoutePlace[] = routes.map(({ method, path }) => ({ method, path }));
