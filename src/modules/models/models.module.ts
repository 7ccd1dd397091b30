import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import './audit-events.js';
import { AuditModule } from '../audit/index.js';
import { ActiveModelFiles } from './active-model-files.js';
import { ActiveModels } from './active-models.js';
import { ModelEntity } from './model.entity.js';
import { ModelFileParser } from './model-file-parser.js';
import { ModelUpload } from './model-upload.js';
import { ModelVersionEntity } from './model-version.entity.js';
import { ModelsController } from './models.controller.js';
import { ModelsRepository } from './models.repository.js';
import { ModelsService } from './models.service.js';
import { ReferenceModels } from './reference-models.js';
import { TrainingController } from './training/training.controller.js';
import { TrainingData } from './training/training-data.js';
import { TrainingJob } from './training/training.job.js';
import { TrainingService } from './training/training.service.js';

/** Models with their versions, and the one of each measure that predictions are made with. */
@Module({
  imports: [TypeOrmModule.forFeature([ModelEntity, ModelVersionEntity]), AuditModule],
  controllers: [ModelsController, TrainingController],
  providers: [
    ActiveModelFiles,
    ActiveModels,
    ModelFileParser,
    ModelUpload,
    ModelsRepository,
    ModelsService,
    ReferenceModels,
    TrainingData,
    TrainingJob,
    TrainingService,
  ],
  exports: [ActiveModels, ModelsService],
})
export class ModelsModule {}
