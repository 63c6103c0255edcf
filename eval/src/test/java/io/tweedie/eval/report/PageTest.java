package io.tweedie.eval.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tweedie.eval.report.Table.Column;
import io.tweedie.eval.report.Table.Row;
import io.tweedie.eval.report.Table.Value;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class PageTest {

  @TempDir Path folder;
  private Path picture;

  @BeforeEach
  void drawPicture() throws Exception {
    picture = folder.resolve("picture.png");
    ImageIO.write(new BufferedImage(8, 6, BufferedImage.TYPE_INT_RGB), "png", picture.toFile());
  }

  /** The page as a parser sees it: that it is well-formed is tested with it. */
  private Document page(Part... parts) throws Exception {
    Path file = folder.resolve("page.html");
    Page.Fact fact = new Page.Fact("From", "<a> & \"b\"");
    new Page("A <title>", "", List.of(fact), List.of(parts), List.of("A remark.")).write(file);
    assertThat(Files.readString(file)).doesNotContain("src=\"http", "href=\"http", "url(");
    return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());
  }

  private static Element first(Document page, String tag) {
    return (Element) page.getElementsByTagName(tag).item(0);
  }

  @Test
  void textIsText() throws Exception {
    Document page = page(new Heading("A & b", "c < d"), new Heading("second", ""));
    assertThat(first(page, "h1").getTextContent()).isEqualTo("A <title>");
    assertThat(first(page, "dd").getTextContent()).isEqualTo("<a> & \"b\"");
    assertThat(first(page, "main").getTextContent()).contains("A & b", "c < d");
    assertThat(first(page, "footer").getTextContent()).contains("A remark.");
    Element link = first(page, "a");
    assertThat(link.getAttribute("href")).isEqualTo("#" + first(page, "h2").getAttribute("id"));
  }

  @Test
  void tablesSayHowTheySort() throws Exception {
    Table table =
        new Table(
            "T",
            List.of(Column.text("who"), Column.number("how much")),
            List.of(
                new Row("x", List.of(Value.text("a"), Value.number("1.50", 1.5))),
                new Row("", List.of(Value.text("b"), Value.none()))),
            List.of("a note"),
            "a legend");
    Document page = page(table);
    assertThat(page.getElementsByTagName("td").item(1))
        .satisfies(
            cell -> assertThat(((Element) cell).getAttribute("data-order")).isEqualTo("1.5"));
    assertThat(page.getElementsByTagName("td").item(3))
        .satisfies(
            cell -> assertThat(((Element) cell).getAttribute("data-order")).isEqualTo("-Infinity"));
    assertThat(first(page, "main").getTextContent()).contains("a note", "a legend");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new Table(
                    "T",
                    table.columns(),
                    List.of(new Row("", List.of(Value.none()))),
                    List.of(),
                    ""))
        .withMessageContaining("1 values in a table of 2 columns");
  }

  @Test
  void picturesComeWithThePage() throws Exception {
    Gallery gallery =
        new Gallery(
            "sr:4",
            "a",
            "b",
            List.of(
                new Gallery.Subject(
                    "cat & dog",
                    List.of(new Gallery.Picture("a", "a", picture, List.of("20 dB"))),
                    List.of(new Gallery.Gap("b", "b", "diverged", "at step \"3\"")))));
    Strips strips =
        new Strips(
            "film",
            "",
            List.of("t = 900"),
            List.of(new Strips.Row("dps", List.of(new Strips.Frame(picture, "")))));
    Document page = page(gallery, strips);
    for (int i = 0; i < 2; i++) {
      Element image = (Element) page.getElementsByTagName("img").item(i);
      assertThat(image.getAttribute("src")).startsWith("data:image/png;base64,");
    }
    assertThat(first(page, "main").getTextContent()).contains("cat & dog", "20 dB", "t = 900");
  }

  @Test
  void chartsAreDrawn() throws Exception {
    BarChart bars = new BarChart("bars", "dB", List.of(new BarChart.Bar("ddnm", 23, 1)));
    LineChart lines =
        new LineChart(
            "lines",
            LineChart.Axis.linear("x"),
            LineChart.Axis.linear("y"),
            List.of(
                new LineChart.Series(
                    "s",
                    List.of(new LineChart.Point(0, 1, 0.5, 1.5), new LineChart.Point(1, 2, 1, 3)),
                    LineChart.Marks.DOTS)),
            List.of(new LineChart.Level("truth", 1.5)));
    Document page = page(new Charts("C", "", List.of(bars, lines)));
    for (int i = 0; i < 2; i++) {
      Element drawing = (Element) page.getElementsByTagName("img").item(i);
      assertThat(drawing.getAttribute("src")).startsWith("data:image/png;base64,");
      assertThat(drawing.getAttribute("alt")).isEqualTo(i == 0 ? "bars" : "lines");
    }
    assertThat(first(page, "main").getTextContent()).contains("bars", "lines");
  }
}
