using System.Reflection;
using HybridBpo.Inbox.Cases;

namespace HybridBpo.Inbox.Tests.Given;

/// Folds events as the store does: Create for the first, Apply for the rest.
internal static class Folding
{
    public static Case Fold(params IEnumerable<object> events)
    {
        Case? state = null;
        foreach (var e in events)
        {
            state = state.With(e);
        }

        return state!;
    }

    public static Case With(this Case? state, object e)
    {
        if (e is CaseOpened opened)
        {
            return Case.Create(opened);
        }

        var apply = typeof(Case).GetMethod(nameof(Case.Apply), BindingFlags.Public | BindingFlags.Instance, [e.GetType()])
            ?? throw new InvalidOperationException($"The case does not fold {e.GetType().Name}.");
        apply.Invoke(state, [e]);
        return state!;
    }
}
