#if !NET
namespace System.Runtime.CompilerServices
{
    /// <summary>Lets the compiler emit a module initializer on netstandard2.1. Unity's compiler passes over it, and registers by itself.</summary>
    [AttributeUsage(AttributeTargets.Method, Inherited = false)]
    internal sealed class ModuleInitializerAttribute : Attribute
    {
    }
}
#endif
