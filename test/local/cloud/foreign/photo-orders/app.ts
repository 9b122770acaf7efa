import { App } from 'aws-cdk-lib';
import { PhotoOrdersStack } from './stack.ts';

/** Synthesizes the app, as `cdk synth` would, into a folder. */
export function synthesizePhotoOrders(outdir: string): void {
  const app = new App({ outdir });
  new PhotoOrdersStack(app, 'PhotoOrders');
  app.synth();
}
