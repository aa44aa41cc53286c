namespace P2PNet.Generator.Model;

/// <summary>What the registration code depends on in the compilation.</summary>
/// <param name="AssemblyName">The assembly's name.</param>
/// <param name="CanUseModuleInitializer">Whether the language has module initializers (C# 9).</param>
/// <param name="HasModuleInitializerAttribute">Whether the framework has their attribute.</param>
/// <param name="IsUnity">Whether Unity's engine is referenced, which calls marked methods when a game starts.</param>
internal sealed record CompilationFacts(string AssemblyName, bool CanUseModuleInitializer, bool HasModuleInitializerAttribute, bool IsUnity);
