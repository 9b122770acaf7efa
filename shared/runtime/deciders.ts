import type { MessageContract } from '../contracts/define.ts';
import type { Context, Decision, DomainEvent, Message, MessageOf } from './domain.ts';

/** What decides each message of a list, by its type: a message without a decider does not compile. */
export type Deciders<State, In extends Message, Event extends DomainEvent> = {
  readonly [Type in In['type']]: (
    state: State,
    message: Extract<In, { readonly type: Type }>,
    context: Context,
  ) => Decision<Event, State>;
};

/** Decides a message by its entry in the table. */
export function decideBy<State, In extends Message, Event extends DomainEvent>(
  deciders: Deciders<State, In, Event>,
): (state: State, message: In, context: Context) => Decision<Event, State> {
  return (state, message, context) => {
    const decide: (state: State, message: never, context: Context) => Decision<Event, State> =
      deciders[message.type as In['type']];
    return decide(state, message as never, context);
  };
}

/** Whether the message is one of the list. */
export function isOneOf<Contract extends MessageContract>(
  list: readonly Contract[],
  message: Message,
): message is MessageOf<Contract> {
  return list.some(({ type }) => type === message.type);
}
