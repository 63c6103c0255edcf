package io.tweedie.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** What docs/quickstart.md shows of the library, as it stands there. */
class QuickstartTest {

  private static final Path PAGE = Path.of("..", "docs", "quickstart.md");
  private static final Path BUILD = Path.of("..", "pom.xml");

  @TempDir Path temp;

  @Test
  void theProgramCompilesAndEnlargesAPhoto() throws Exception {
    Path source = Files.writeString(temp.resolve("Enlarge.java"), onlyBlock("java"));
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter said = new StringWriter();
    boolean compiled =
        compiler
            .getTask(
                said,
                null,
                null,
                List.of(
                    "-proc:none",
                    "-Xlint:all,-path,-classfile",
                    "-cp",
                    System.getProperty("java.class.path"),
                    "-d",
                    temp.toString()),
                null,
                compiler.getStandardFileManager(null, null, null).getJavaFileObjects(source))
            .call();
    assertThat(compiled).as(said.toString()).isTrue();
    assertThat(said.toString()).isEmpty();

    Path small = temp.resolve("small.png");
    Path large = temp.resolve("large.png");
    Pictures.write(small, 3, 8, 10, 1);
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    PrintStream console = System.out;
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try (URLClassLoader loader = new URLClassLoader(new URL[] {temp.toUri().toURL()})) {
      loader
          .loadClass("Enlarge")
          .getMethod("main", String[].class)
          .invoke(null, (Object) new String[] {small.toString(), large.toString()});
    } finally {
      System.setOut(console);
    }
    assertThat(printed.toString(StandardCharsets.UTF_8)).startsWith("1 of 6").contains("6 of 6");
    BufferedImage result = ImageIO.read(large.toFile());
    assertThat(result.getWidth()).isEqualTo(40);
    assertThat(result.getHeight()).isEqualTo(32);
  }

  @Test
  void theCoordinatesAreThoseOfThisBuild() throws Exception {
    Element build = xml(Files.readString(BUILD));
    Map<String, String> versions = new TreeMap<>();
    NodeList dependencies = xml(onlyBlock("xml")).getElementsByTagName("dependency");
    for (int i = 0; i < dependencies.getLength(); i++) {
      Element dependency = (Element) dependencies.item(i);
      versions.put(text(dependency, "artifactId"), text(dependency, "version"));
    }
    String own = text(build, "version");
    assertThat(versions)
        .isEqualTo(
            new TreeMap<>(
                Map.of(
                    "tweedie-restore", own,
                    "pytorch", text(build, "pytorch.version"),
                    "openblas", text(build, "openblas.version"),
                    "javacpp", text(build, "javacpp.version"))));
  }

  private static String onlyBlock(String language) throws IOException {
    Matcher block =
        Pattern.compile("(?s)```" + language + "\\n(.*?)```").matcher(Files.readString(PAGE));
    assertThat(block.find()).isTrue();
    String text = block.group(1);
    assertThat(block.find()).as("a second block").isFalse();
    return text;
  }

  private static Element xml(String text) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(text)))
        .getDocumentElement();
  }

  /** Of the first element of that name. */
  private static String text(Element element, String name) {
    return element.getElementsByTagName(name).item(0).getTextContent();
  }
}
