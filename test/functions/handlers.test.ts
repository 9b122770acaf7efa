import '../../shared/contracts/compile.ts';
import { describe, expect, it } from 'vitest';
import { rooms } from '../../functions/rooms.ts';

describe('each function that a room declares', () => {
  const declared = rooms.flatMap((room) => room.functions.map(({ name }) => [room.name, name] as const));

  it.each(declared)('%s: %s has a handler, which loads without its environment', async (room, name) => {
    const module: unknown = await import(`../../functions/${room}/${name}.handler.ts`);

    expect(module).toMatchObject({ handler: expect.any(Function) });
  });
});
