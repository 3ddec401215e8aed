import { defineCollection, z } from "astro:content";
import { glob } from "astro/loaders";

const blog = defineCollection({
  loader: glob({ pattern: "**/*.{md,mdx}", base: "./src/content/blog" }),
  schema: z.object({ title: z.string(), paid: z.boolean().default(false), draft: z.boolean().default(false), buy: z.string().optional() }),
});

export const collections = { blog };
