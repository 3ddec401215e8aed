module.exports = function (config) {
  config.addPassthroughCopy({ "src/static": "." });
  config.addShortcode("amazon", (asin, text) => `<a class="buy" rel="sponsored" href="https://www.amazon.com/dp/${asin}?tag=shelf-20">${text}</a>`);
  config.addPairedShortcode("note", (content) => `<div class="note">${content}</div>`);
  config.addCollection("articles", (api) => api.getFilteredByGlob("src/posts/*.md"));
  return { dir: { input: "src", output: "built" }, markdownTemplateEngine: "njk", htmlTemplateEngine: "njk" };
};
