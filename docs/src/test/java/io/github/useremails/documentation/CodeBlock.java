package io.github.useremails.documentation;

/**
 * A fenced block of a page.
 *
 * @param page where it stands
 * @param language what stands behind the fence
 * @param text what stands between the fences
 */
record CodeBlock(Page page, String language, String text) {

    @Override
    public String toString() {
        return page + ": " + language + ": " + text.lines().findFirst().orElse("");
    }
}
