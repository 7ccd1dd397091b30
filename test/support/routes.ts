import { RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { accessOf, type RouteAccess } from '../../src/platform/security/access.js';
import type { TestApp } from './app.js';

/** A route of the running application, as its controller declares it. */
export interface Route {
  readonly method: string;
  /** Path with its parameters in colons, such as `/gaps/:id`. */
  readonly path: string;
  readonly access: RouteAccess | undefined;
}

/** Every route of the application's controllers. */
export function routesOf({ app }: TestApp): Route[] {
  const scanner = new MetadataScanner();
  const controllers = app.get(DiscoveryService, { strict: false }).getControllers();
  return controllers.flatMap(({ metatype: controller }) => {
    if (!controller) return [];
    const prototype = controller.prototype as Record<string, object>;
    return scanner.getAllMethodNames(prototype).flatMap((name): Route[] => {
      const handler = prototype[name];
      if (handler === undefined || !Reflect.hasMetadata(PATH_METADATA, handler)) return [];
      const method = RequestMethod[Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod];
      const parts = [controller, handler].map((target) => String(Reflect.getMetadata(PATH_METADATA, target) ?? ''));
      const path = `/${parts.join('/')}`.replace(/\/{2,}/g, '/').replace(/(.)\/$/, '$1');
      return [{ method, path, access: accessOf(handler, controller) }];
    });
  });
}
