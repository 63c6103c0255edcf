package io.tweedie.eval.grid;

import static org.assertj.core.api.Assertions.assertThat;

import io.tweedie.eval.report.Latex;
import java.util.List;
import org.junit.jupiter.api.Test;

class LatexTableTest {

  private static SummaryRow row(String task, String method, Spread psnr, Spread ssim) {
    return new SummaryRow(
        task, method, 2, psnr, ssim, null, null, null, null, 10.0, null, null, null, List.of());
  }

  private static Spread of(double mean, double deviation) {
    return new Spread(mean, deviation);
  }

  private final List<SummaryRow> rows =
      List.of(
          row("sr:4", "ddnm", of(24.853, 0.1), of(0.7004, 0.01)),
          row("sr:4", "dps stepSize=1", of(24.5, 0.2), of(0.7001, 0.02)).withShortened("9 of 99"),
          row("sr:4", "baseline:bicubic", of(24.0, 0.3), of(0.6, 0.03)),
          row("inpaint_50%", "ddnm", of(Double.POSITIVE_INFINITY, 0), of(1, 0)),
          row("inpaint_50%", "dps stepSize=2", null, null));

  @Test
  void methodsByTasksWithTheBestInBold() {
    assertThat(LatexTable.overImages(rows).text())
        .isEqualTo(
            """
            %% Means over images; bold: the best of each column. Needs \\usepackage{booktabs}.
            \\begin{tabular}{lrrrr}
            \\toprule
             & \\multicolumn{2}{c}{sr:4} & \\multicolumn{2}{c}{inpaint\\_50\\%%} \\\\
            \\cmidrule(lr){2-3}\\cmidrule(lr){4-5}
            Method & PSNR$\\uparrow$ & SSIM$\\uparrow$ & PSNR$\\uparrow$ & SSIM$\\uparrow$ \\\\
            \\midrule
            bicubic & 24.00 & 0.600 & -- & -- \\\\
            \\midrule
            ddnm & \\textbf{24.85} & \\textbf{0.700} & \\textbf{$\\infty$} & \\textbf{1.000} \\\\
            dps (9 of 99) & 24.50 & \\textbf{0.700} & -- & -- \\\\
            \\bottomrule
            \\end{tabular}
            """
                .formatted());
  }

  @Test
  void overSeedsDeviationsStandBehindTheMeans() {
    assertThat(LatexTable.overSeeds(rows).text())
        .contains("ddnm & \\textbf{24.85} {\\scriptsize$\\pm$0.10} & \\textbf{0.700}")
        .contains("standard deviation over seeds");
  }

  @Test
  void ofLpipsLessIsBetter() {
    SummaryRow better =
        new SummaryRow(
            "t",
            "a",
            1,
            of(1, 0),
            of(0, 0),
            of(0.1, 0),
            null,
            null,
            null,
            1.0,
            null,
            null,
            null,
            List.of());
    SummaryRow worse =
        new SummaryRow(
            "t",
            "b",
            1,
            of(1, 0),
            of(0, 0),
            of(0.2, 0),
            null,
            null,
            null,
            1.0,
            null,
            null,
            null,
            List.of());
    String text = LatexTable.overImages(List.of(better, worse)).text();
    assertThat(text)
        .contains("LPIPS$\\downarrow$", "& \\textbf{0.100} \\\\")
        .contains("& 0.200 \\\\");
  }

  @Test
  void noLetterIsACommand() {
    assertThat(Latex.escape("a_b & 50% of {x}^2 ~ $1 #2 \\y"))
        .isEqualTo(
            "a\\_b \\& 50\\% of \\{x\\}\\textasciicircum{}2 \\textasciitilde{} \\$1 \\#2"
                + " \\textbackslash{}y");
  }
}
