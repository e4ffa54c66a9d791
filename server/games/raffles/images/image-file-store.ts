import type { ImageFiles } from "./ports";

/** Pictures in the database: they are few and small, and one backup holds everything. */
export const databaseImageFiles: ImageFiles = {
  async keep(tx, files) {
    await tx.imageVariant.createMany({
      data: files.map(({ imageId, revision, variant, contentType, bytes }) => ({
        imageId,
        revision,
        name: variant,
        contentType,
        bytes,
      })),
    });
  },
  async find(reader, { imageId, revision, variant }) {
    const row = await reader.imageVariant.findUnique({
      where: { imageId_revision_name: { imageId, revision, name: variant } },
    });
    return row && { imageId, revision, variant, contentType: row.contentType, bytes: row.bytes };
  },
  async removeBefore(tx, imageId, revision) {
    await tx.imageVariant.deleteMany({ where: { imageId, revision: { lt: revision } } });
  },
};
