using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace P2PNet.Generator.Tests;

/// <summary>What came of a run.</summary>
/// <param name="Files">Generated files by name.</param>
/// <param name="Diagnostics">What the generator reported.</param>
/// <param name="CompilerDiagnostics">Errors and warnings of source and generated files together.</param>
internal sealed record GeneratorRun(
    IReadOnlyList<GeneratedSourceResult> Files,
    IReadOnlyList<Diagnostic> Diagnostics,
    IReadOnlyList<Diagnostic> CompilerDiagnostics)
{
    public string Text(string hintName) => Files.Single(file => file.HintName == hintName).SourceText.ToString();
}
