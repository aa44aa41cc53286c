using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

using NUnit.Framework;

namespace P2PNet.IntegrationTests.Architecture;

/// <summary>
/// Who may know whom, as Documentation~/architecture.md draws it. The compiler reads all of Runtime/, and every name that it
/// resolves to a type or member of ours must lie in a folder to which an arrow leads.
/// </summary>
public sealed class ArrowTests
{
    private const string Base = "Rtc/Primitives";
    private const string Seam = "Rtc/Seam";

    /// <summary>From a folder to those that it may know; every folder may know itself, all of Rtc may know Primitives and Seam.</summary>
    private static readonly Dictionary<string, string[]> Arrows = new()
    {
        [Base] = [],
        [Seam] = [],
        ["Rtc/Stun"] = [],
        ["Rtc/Turn"] = ["Rtc/Stun"],
        ["Rtc/Ice"] = ["Rtc/Stun"],
        ["Rtc/Discovery"] = ["Rtc/Stun", "Rtc/Turn"],
        ["Rtc/Dtls"] = [],
        ["Rtc/Sctp"] = [],
        ["Rtc/DataChannels"] = [],
        ["Rtc/Sdp"] = [],
        ["Rtc/Link"] = ["Rtc/Stun", "Rtc/Turn", "Rtc/Ice", "Rtc/Dtls", "Rtc/Sctp", "Rtc/DataChannels", "Rtc/Sdp"],
        ["Messages"] = [],
        ["Session"] = ["Messages", Seam, Base],
        ["Native"] = ["Session", "Rtc/Stun", "Rtc/Turn", "Rtc/Discovery", "Rtc/Link", "Rtc/Dtls", "Rtc/Ice", Seam, Base],
        ["Browser"] = ["Session", Seam, Base],
    };

    /// <summary>Of Rtc's internals, the session knows only the clock and the random numbers that the platform seam passes in, and serial arithmetic.</summary>
    private static readonly HashSet<string> SessionMayUse = ["Timestamp", "IRandom", "RandomExtensions", "SerialNumber", "IsExternalInit"];

    [Test]
    public void EveryReferenceInRuntimeFollowsAnArrow()
    {
        var compilation = CompileRuntime();
        var violations = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var tree in compilation.SyntaxTrees)
        {
            var model = compilation.GetSemanticModel(tree);
            foreach (var name in tree.GetRoot().DescendantNodes().OfType<SimpleNameSyntax>())
                if (Violation(tree, model, name) is { } violation)
                    violations.Add(violation);
        }

        Assert.That(violations, Is.Empty);
    }

    [Test]
    public void EveryFolderOfRuntimeHasItsPlaceInTheDrawing()
    {
        var folders = SourceFiles().Select(f => Folder(f)).Distinct().Where(f => !Arrows.ContainsKey(f));
        Assert.That(folders, Is.Empty, "Draw the folder in architecture.md and name its arrows here.");
    }

    /// <summary>The test of the test: a reference against an arrow is found.</summary>
    [Test]
    public void AReferenceAgainstAnArrowIsFound()
    {
        var from = CSharpSyntaxTree.ParseText("namespace P2PNet.Rtc.Sctp { class A { P2PNet.Rtc.Dtls.B b; } }", path: Path.Combine(Runtime, "Rtc", "Sctp", "A.cs"));
        var to = CSharpSyntaxTree.ParseText("namespace P2PNet.Rtc.Dtls { class B { } }", path: Path.Combine(Runtime, "Rtc", "Dtls", "B.cs"));
        var compilation = CSharpCompilation.Create("test", [from, to], References());
        var model = compilation.GetSemanticModel(from);
        var found = from.GetRoot().DescendantNodes().OfType<SimpleNameSyntax>().Select(n => Violation(from, model, n)).Where(v => v is not null);
        Assert.That(found, Has.Exactly(1).EqualTo("Rtc/Sctp/A.cs: Rtc/Sctp knows B of Rtc/Dtls"));
    }

    private static string Runtime => Path.Combine(Repository.Root, "Runtime");

    private static string? Violation(SyntaxTree tree, SemanticModel model, SimpleNameSyntax name)
    {
        var symbol = model.GetSymbolInfo(name).Symbol;
        var type = symbol as INamedTypeSymbol ?? symbol?.ContainingType;
        var target = type?.OriginalDefinition.DeclaringSyntaxReferences.FirstOrDefault()?.SyntaxTree;
        if (type is null || target is null) return null;
        string from = Folder(tree.FilePath), to = Folder(target.FilePath);
        if (from == to || !Arrows.TryGetValue(from, out var allowed)) return null;
        bool drawn = allowed.Contains(to) || (from.StartsWith("Rtc/", StringComparison.Ordinal) && to is (Base or Seam));
        if (from == "Session" && to is (Base or Seam))
            drawn = type.DeclaredAccessibility == Accessibility.Public || type.ContainingType is not null || SessionMayUse.Contains(type.Name);
        return drawn ? null : $"{Path.GetRelativePath(Runtime, tree.FilePath)}: {from} knows {type.Name} of {to}";
    }

    private static string Folder(string path)
    {
        var parts = Path.GetRelativePath(Runtime, path).Split(Path.DirectorySeparatorChar);
        return parts[0] == "Rtc" && parts.Length > 2 ? "Rtc/" + parts[1] : parts[0] == "Rtc" ? Base : parts[0];
    }

    private static IEnumerable<string> SourceFiles() =>
        Directory.EnumerateFiles(Runtime, "*.cs", SearchOption.AllDirectories).Where(f => Folder(f) is not ("Unity" or "Integrations"));

    private static CSharpCompilation CompileRuntime()
    {
        var options = CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.CSharp9)
            .WithPreprocessorSymbols("NET", "NET5_0_OR_GREATER", "NET6_0_OR_GREATER", "NET7_0_OR_GREATER", "NET8_0_OR_GREATER", "NET9_0_OR_GREATER", "NET10_0_OR_GREATER");
        var trees = SourceFiles().Select(f => CSharpSyntaxTree.ParseText(File.ReadAllText(f), options, f));
        var compilation = CSharpCompilation.Create("Runtime", trees, References(),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable));
        var errors = compilation.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error).Select(d => d.ToString());
        Assert.That(errors, Is.Empty, "Runtime/ must compile here, or names stay unresolved and the test is blind.");
        return compilation;
    }

    private static ImmutableArray<MetadataReference> References() =>
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(p => !Path.GetFileName(p).StartsWith("P2PNet", StringComparison.Ordinal))
            .Select(p => MetadataReference.CreateFromFile(p))];
}
