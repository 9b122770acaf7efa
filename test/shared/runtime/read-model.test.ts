import { Integer, Object as Obj, String as Str } from 'typebox';
import { expect, it } from 'vitest';
import { listOf, type ReadModelItem, readModel } from '../../../shared/runtime/read-model.ts';

/** A read model says how its items are called, what they hold, and in which lists they are. */

const notes = readModel('note/{room}/{number}', Obj({ text: Str(), likes: Integer() }));
const notesOfRoom = listOf(notes, 'room/{room}', { pageSize: 10 });

it('makes items with their key, and their place in a list', () => {
  const body = { text: 'hello', likes: 3 };

  expect(notes({ room: 'a', number: 7 }, body, notesOfRoom({ room: 'a' }, '7'))).toEqual({
    key: 'note/a/7',
    model: notes,
    body,
    index: { partition: 'room/a', sort: '7' },
  });
  expect(notes({ room: 'a', number: 8 }, body)).not.toHaveProperty('index');
});

it('what does not follow it does not compile', () => {
  // @ts-expect-error: the number is missing in the key
  notes({ room: 'a' }, { text: 'hello', likes: 3 });
  // @ts-expect-error: the likes are missing in the body
  notes({ room: 'a', number: 7 }, { text: 'hello' });
  // @ts-expect-error: the list is by room
  notesOfRoom({ number: 7 }, '7');
  // @ts-expect-error: nothing but a read model makes items
  const item: ReadModelItem = { key: 'note/a/7', model: notes, body: {} };
  expect(item.key).toBe('note/a/7');
});
