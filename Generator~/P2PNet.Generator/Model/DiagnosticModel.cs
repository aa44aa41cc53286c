using System.Linq;
using Microsoft.CodeAnalysis;

namespace P2PNet.Generator.Model;

/// <summary>A diagnostic that can be compared, which <see cref="Diagnostic"/> can't.</summary>
internal sealed record DiagnosticModel(DiagnosticDescriptor Descriptor, LocationModel? Location, EquatableArray<string> Arguments)
{
    public DiagnosticModel(DiagnosticDescriptor descriptor, LocationModel? location, params string[] arguments)
        : this(descriptor, location, new EquatableArray<string>(arguments))
    {
    }

    public Diagnostic ToDiagnostic() =>
        Diagnostic.Create(Descriptor, Location?.ToLocation() ?? Microsoft.CodeAnalysis.Location.None, Arguments.Cast<object>().ToArray());
}
