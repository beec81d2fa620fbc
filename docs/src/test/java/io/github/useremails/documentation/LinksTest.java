package io.github.useremails.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LinksTest {

    static List<Page> pages() {
        return Page.all();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void linksLeadToFilesThatExist(Page page) {
        for (String link : page.links()) {
            if (!link.startsWith("http")) {
                String file = link.replaceFirst("#.*", "");
                assertThat(page.path().resolveSibling(file)).as(link).exists();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyPageCanBeReachedFromAnother(Page page) {
        if (page.path().startsWith(Page.ROOT.resolve("docs"))) {
            assertThat(Page.all())
                    .anyMatch(other -> other.links().stream()
                            .anyMatch(link -> other.path()
                                    .resolveSibling(link.replaceFirst("#.*", ""))
                                    .normalize()
                                    .equals(page.path().normalize())));
        }
    }

    @Test
    void theReadmeFitsOnAFewScreens() {
        assertThat(new Page(Page.ROOT.resolve("README.md")).text().lines()).hasSizeLessThanOrEqualTo(200);
    }
}
