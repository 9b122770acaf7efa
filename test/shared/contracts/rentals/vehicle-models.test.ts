import { Value } from 'typebox/value';
import { describe, expect, it } from 'vitest';
import {
  longestRangeKm,
  modelNamed,
  rangeKm,
  VehicleModel,
  vehicleModels,
} from '../../../../shared/contracts/rentals/vehicle-models.ts';

describe('the models', () => {
  it.each(vehicleModels.map((model) => [model.name, model] as const))(
    '%s is described completely',
    (name, model) => {
      expect(Value.Check(VehicleModel, model)).toBe(true);
      expect(modelNamed(name)).toBe(model);
      expect(rangeKm(model, 100)).toBe(longestRangeKm(model));
      expect(rangeKm(model, 0)).toBe(0);
    },
  );

  it('have unique names and ids', () => {
    expect(new Set(vehicleModels.map(({ name }) => name)).size).toBe(vehicleModels.length);
    expect(new Set(vehicleModels.map(({ modelId }) => modelId)).size).toBe(vehicleModels.length);
    expect(modelNamed('Unheard of')).toBeUndefined();
  });
});
