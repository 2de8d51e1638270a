using Microsoft.AspNetCore.Components;

namespace HybridBpo.Platform;

/// <summary>A component that renders once, when what it shows is loaded.</summary>
public abstract class LoadedComponent : ComponentBase
{
    /// <inheritdoc/>
    public sealed override async Task SetParametersAsync(ParameterView parameters)
    {
        parameters.SetParameterProperties(this);
        await LoadAsync();
        await base.SetParametersAsync(ParameterView.Empty);
    }

    /// <summary>Loads what the component shows; parameters and services are set.</summary>
    protected abstract Task LoadAsync();
}
