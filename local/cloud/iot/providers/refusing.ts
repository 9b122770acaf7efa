import { type Created, Refusal, type Resource } from '../../core/provider.ts';
import { errorText } from '../error-text.ts';

/** Makes a provider's `create` name the resource in every error. */
export function refusing(create: (resource: Resource) => Created): (resource: Resource) => Created {
  return (resource) => {
    try {
      return create(resource);
    } catch (error) {
      // A TypeError is a mistake of ours, not of the template.
      if (error instanceof Refusal || error instanceof TypeError) throw error;
      throw new Refusal(resource, errorText(error));
    }
  };
}
