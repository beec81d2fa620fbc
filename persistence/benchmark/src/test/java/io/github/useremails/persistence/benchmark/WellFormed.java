package io.github.useremails.persistence.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

/** What every picture must be. */
final class WellFormed {

    private WellFormed() {}

    static void assertPicture(String svg) {
        Element picture = parsed(svg);
        assertThat(picture.getTagName()).isEqualTo("svg");
        assertThat(picture.getAttribute("role")).isEqualTo("img");
        assertThat(picture.getElementsByTagName("title").item(0).getTextContent())
                .isNotBlank();
        assertThat(picture.getElementsByTagName("desc").item(0).getTextContent())
                .isNotBlank();
        assertThat(svg).doesNotContain("NaN", "Infinity");
    }

    private static Element parsed(String svg) {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            return factory.newDocumentBuilder()
                    .parse(new InputSource(new StringReader(svg)))
                    .getDocumentElement();
        } catch (Exception e) {
            throw new AssertionError("not well-formed", e);
        }
    }
}
