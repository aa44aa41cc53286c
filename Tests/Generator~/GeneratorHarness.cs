using System;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace P2PNet.Generator.Tests;

/// <summary>Runs the generator on source text, as the compiler would for a game's assembly.</summary>
internal static class GeneratorHarness
{
    private static readonly MetadataReference[] References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path) is var name && (name.StartsWith("System.", StringComparison.Ordinal) || name is "P2PNet.dll" or "P2PNet.Generator.Consumer.dll"))
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    public static CSharpCompilation Compile(
        string source,
        LanguageVersion language = LanguageVersion.CSharp9,
        NullableContextOptions nullable = NullableContextOptions.Enable) => CSharpCompilation.Create(
        "Game",
        [CSharpSyntaxTree.ParseText(source, new CSharpParseOptions(language), "Game.cs")],
        References,
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: nullable));

    /// <param name="compilation">The game's code.</param>
    /// <param name="schemas">The content of a schema file; null where there is none.</param>
    public static GeneratorRun Run(CSharpCompilation compilation, string? schemas = null)
    {
        var parse = (CSharpParseOptions)compilation.SyntaxTrees[0].Options;
        GeneratorDriver driver = CSharpGeneratorDriver.Create([new MessageGenerator().AsSourceGenerator()], schemas is null ? [] : [new SchemaFile(schemas)], parse);
        driver = driver.RunGeneratorsAndUpdateCompilation(compilation, out Compilation output, out ImmutableArray<Diagnostic> diagnostics);
        GeneratorRunResult result = driver.GetRunResult().Results.Single();
        if (result.Exception is not null) throw new InvalidOperationException("The generator threw.", result.Exception);
        return new(
            [.. result.GeneratedSources.OrderBy(file => file.HintName, StringComparer.Ordinal)],
            diagnostics,
            [.. output.GetDiagnostics().Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning)]);
    }

    public static GeneratorRun Run(string source, string? schemas = null) => Run(Compile(source), schemas);
}
