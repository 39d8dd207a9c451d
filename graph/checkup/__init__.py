"""责任体检、承诺强度: what a plan leaves open, and how firmly it speaks. A document of the store in, a `PlanCheckup` with every place out."""
