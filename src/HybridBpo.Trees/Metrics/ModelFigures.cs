namespace HybridBpo.Trees;

/// <summary>How well probabilities fit outcomes on one set of rows.</summary>
/// <param name="Rows">Rows measured.</param>
/// <param name="Positives">Rows with label 1.</param>
/// <param name="Auc">Area under the ROC curve (ties count half); NaN when only one outcome occurs.</param>
/// <param name="Gini">2 · AUC − 1.</param>
/// <param name="Ks">Kolmogorov–Smirnov: the largest distance between the outcomes' cumulative score distributions.</param>
/// <param name="Brier">Mean squared distance between probability and outcome.</param>
/// <param name="LogLoss">Mean negative log likelihood, probabilities kept within 1e−15 of 0 and 1.</param>
/// <param name="Ece10">
/// Expected calibration error over ten equally filled score groups: the mean of |mean probability − share of positives|, by rows.
/// </param>
public sealed record ModelFigures(int Rows, int Positives, double Auc, double Gini, double Ks, double Brier, double LogLoss, double Ece10);

/// <summary>One group of the calibration table.</summary>
/// <param name="Rows">Rows in the group.</param>
/// <param name="LowestScore">Its lowest probability.</param>
/// <param name="HighestScore">Its highest probability.</param>
/// <param name="MeanScore">The mean predicted probability.</param>
/// <param name="PositiveShare">The observed share of positives.</param>
public sealed record CalibrationGroup(int Rows, double LowestScore, double HighestScore, double MeanScore, double PositiveShare);

/// <summary>A point of the ROC curve.</summary>
/// <param name="FalsePositiveRate">Share of negatives at or above the threshold.</param>
/// <param name="TruePositiveRate">Share of positives at or above the threshold.</param>
/// <param name="Threshold">The probability from which on a row counts as flagged; infinite at the origin.</param>
public sealed record RocPoint(double FalsePositiveRate, double TruePositiveRate, double Threshold);
