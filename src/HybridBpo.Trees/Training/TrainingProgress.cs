namespace HybridBpo.Trees;

/// <summary>How far training is.</summary>
/// <param name="TreesDone">Trees grown so far.</param>
/// <param name="TreesPlanned">Trees planned; early stopping may need fewer.</param>
/// <param name="ValidationLogLoss">Mean log loss on the validation part after the latest tree, when there is one.</param>
public sealed record TrainingProgress(int TreesDone, int TreesPlanned, double? ValidationLogLoss);

/// <summary>A trained model and how it went.</summary>
/// <param name="Model">The model.</param>
/// <param name="ValidationLogLoss">Mean log loss on the validation part after each tree; empty without one.</param>
/// <param name="StoppedEarly">Whether trees after the best were dropped.</param>
public sealed record TrainingResult(TreeModel Model, IReadOnlyList<double> ValidationLogLoss, bool StoppedEarly);
