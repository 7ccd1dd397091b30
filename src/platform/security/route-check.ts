import { Injectable, type OnModuleInit, RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { accessOf } from './access.js';

/** A route that does not say who may call it. */
export class OpenRoute extends Error {
  override name = 'OpenRoute';
}

type Handlers = Record<string, object>;

/** Stops the boot when a route has neither `@RequirePermission(...)` nor `@Public()`. */
@Injectable()
export class RouteCheck implements OnModuleInit {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
  ) {}

  onModuleInit(): void {
    const open = this.discovery.getControllers().flatMap(({ metatype }) => (metatype ? this.openRoutes(metatype) : []));
    if (open.length > 0) {
      throw new OpenRoute(`${open.join(', ')}: a route needs @RequirePermission(...) or @Public().`);
    }
  }

  private openRoutes(controller: NewableFunction): string[] {
    const prototype = controller.prototype as Handlers;
    return this.scanner.getAllMethodNames(prototype).flatMap((name) => {
      const handler = prototype[name];
      if (handler === undefined || !Reflect.hasMetadata(PATH_METADATA, handler)) return [];
      if (accessOf(handler, controller) !== undefined) return [];
      const method = RequestMethod[Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod];
      const path = [controller, handler].map((target) => String(Reflect.getMetadata(PATH_METADATA, target) ?? ''));
      return [`${controller.name}.${name} (${method} ${`/${path.join('/')}`.replace(/\/{2,}/g, '/')})`];
    });
  }
}
