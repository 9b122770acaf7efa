import { Value } from 'typebox/value';
import { describe, expect, it } from 'vitest';
import { firstPrices, Tariff, tariffOf, tariffs } from '../../../../shared/contracts/rentals/tariffs.ts';
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
      expect(tariffOf(model.tariffId).tariffId).toBe(model.tariffId);
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

describe('the tariffs', () => {
  it.each(tariffs.map((tariff) => [tariff.tariffId, tariff] as const))('%s is complete', (id, tariff) => {
    expect(Value.Check(Tariff, tariff)).toBe(true);
    expect(tariffOf(id)).toBe(tariff);
  });

  it('give the prices at the beginning of a rental', () => {
    expect(firstPrices(tariffOf('city-2026'))).toEqual({
      unlock: { amount: 100, currency: 'EUR' },
      perMinute: { amount: 29, currency: 'EUR' },
      perKm: { amount: 25, currency: 'EUR' },
    });
  });

  it('exist for every tariff id that is written down', () => {
    expect(() => tariffOf('none')).toThrow(RangeError);
  });
});
