using Alcs.Api;
using Alcs.Api.Operations;
using Platform.ServiceDefaults;

var builder = WebApplication.CreateSlimBuilder(args);
builder.AddServiceDefaults("alcs", Defaults.Configure);
builder.Services.AddOperations();

var app = builder.Build();
app.UseServiceDefaults();
app.MapDefaultEndpoints();
app.Run();
